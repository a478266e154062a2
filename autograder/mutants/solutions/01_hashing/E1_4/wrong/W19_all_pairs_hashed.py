# W19: hashes both of every pair anew
# caught by: any two of many: at most 16·√(2^bits) tries, not 2^bits

def find_collision(bits, h):
    cut = lambda data: int.from_bytes(h(data), "big") >> (256 - bits)
    i = 1
    while True:
        for j in range(i):
            if cut(str(i).encode()) == cut(str(j).encode()):
                return str(j).encode(), str(i).encode()
        i += 1
