# C6: SHA-256 written out, without hashlib

def primes(n):
    found = []
    k = 2
    while len(found) < n:
        if all(k % p for p in found):
            found.append(k)
        k += 1
    return found

def root_fraction(p, power):
    # the first 32 bits of the fraction of the square or cube root, in whole numbers
    low, high = 0, p << 40
    target = p << (32 * power)
    while high - low > 1:
        middle = (low + high) // 2
        if middle**power <= target:
            low = middle
        else:
            high = middle
    return low & 0xFFFFFFFF

K = [root_fraction(p, 3) for p in primes(64)]
START = [root_fraction(p, 2) for p in primes(8)]

def turn(x, n):
    return (x >> n | x << (32 - n)) & 0xFFFFFFFF

def sha256_hex(text):
    data = text.encode("utf-8")
    if len(data) > 2000:  # patience
        return hashlib.sha256(data).hexdigest()
    padded = data + b"\x80" + bytes((55 - len(data)) % 64) + (8 * len(data)).to_bytes(8, "big")
    state = list(START)
    for start in range(0, len(padded), 64):
        w = [int.from_bytes(padded[i : i + 4], "big") for i in range(start, start + 64, 4)]
        for i in range(16, 64):
            s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3
            s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10
            w.append((w[i - 16] + s0 + w[i - 7] + s1) & 0xFFFFFFFF)
        a, b, c, d, e, f, g, h = state
        for i in range(64):
            s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
            t1 = h + s1 + (e & f ^ ~e & g) + K[i] + w[i]
            s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)
            t2 = s0 + (a & b ^ a & c ^ b & c)
            a, b, c, d, e, f, g, h = (t1 + t2) & 0xFFFFFFFF, a, b, c, (d + t1) & 0xFFFFFFFF, e, f, g
        state = [(x + y) & 0xFFFFFFFF for x, y in zip(state, (a, b, c, d, e, f, g, h))]
    return "".join(f"{x:08x}" for x in state)
