# W14: compares each hash with the one before only
# caught by: any two of many: at most 16·√(2^bits) tries, not 2^bits

def find_collision(bits, h):
    cut = lambda data: int.from_bytes(h(data), "big") >> (256 - bits)
    i = 0
    while True:
        if cut(str(i).encode()) == cut(str(i + 1).encode()):
            return str(i).encode(), str(i + 1).encode()
        i += 1
