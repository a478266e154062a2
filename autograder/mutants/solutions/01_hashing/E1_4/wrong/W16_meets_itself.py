# W16: takes an input that comes again for a collision
# caught by: 8 and 16 bits of SHA-256: two different inputs that begin alike

import random

def find_collision(bits, h):
    seen, rng = {}, random.Random(1)
    while True:
        data = bytes([rng.randrange(16)])
        begin = int.from_bytes(h(data), "big") >> (256 - bits)
        if begin in seen:
            return seen[begin], data
        seen[begin] = data
