# W11: gives texts instead of the bytes
# caught by: 8 and 16 bits of SHA-256: two different inputs that begin alike

def find_collision(bits, h):
    seen, i = {}, 0
    while True:
        begin = int.from_bytes(h(str(i).encode()), "big") >> (256 - bits)
        if begin in seen:
            return seen[begin], str(i)
        seen[begin] = str(i)
        i += 1
