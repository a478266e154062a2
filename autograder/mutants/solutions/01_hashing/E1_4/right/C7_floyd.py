# C7: Floyd's tortoise and hare

import random

def find_collision(bits, h):
    def step(x):
        return (int.from_bytes(h(x), "big") >> (256 - bits)).to_bytes(4, "big")

    while True:
        start = random.randbytes(6)
        tortoise, hare = step(start), step(step(start))
        while tortoise != hare:
            tortoise, hare = step(tortoise), step(step(hare))
        tortoise, before = start, None
        while tortoise != hare:
            before = tortoise, hare
            tortoise, hare = step(tortoise), step(hare)
        if before and before[0] != before[1]:
            return before
