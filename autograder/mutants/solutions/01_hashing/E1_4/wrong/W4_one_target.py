# W4: looks for a partner of one fixed input
# caught by: any two of many: at most 16·√(2^bits) tries, not 2^bits

def find_collision(bits, h):
    cut = lambda data: int.from_bytes(h(data), "big") >> (256 - bits)
    target, i = cut(b"0"), 1
    while cut(str(i).encode()) != target:
        i += 1
    return b"0", str(i).encode()
