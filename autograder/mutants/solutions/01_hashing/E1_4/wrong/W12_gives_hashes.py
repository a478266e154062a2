# W12: gives the two hashes
# caught by: 8 and 16 bits of SHA-256: two different inputs that begin alike

def find_collision(bits, h):
    seen, i = {}, 0
    while True:
        digest = h(str(i).encode())
        begin = int.from_bytes(digest, "big") >> (256 - bits)
        if begin in seen:
            return seen[begin], digest
        seen[begin] = digest
        i += 1
