# C1: Brent's cycle finding, nearly without memory

def find_collision(bits, h):
    def step(x):
        cut = int.from_bytes(h(x), "big") >> (256 - bits)
        return salt + cut.to_bytes(3, "big")

    for n in range(1000):
        salt = str(n).encode()
        start = salt + b"start"
        power = lam = 1
        tortoise, hare = start, step(start)
        while tortoise != hare:
            if power == lam:
                tortoise, power, lam = hare, power * 2, 0
            hare = step(hare)
            lam += 1
        tortoise = hare = start
        for _ in range(lam):
            hare = step(hare)
        before = None
        while tortoise != hare:
            before = tortoise, hare
            tortoise, hare = step(tortoise), step(hare)
        if before:
            return before
