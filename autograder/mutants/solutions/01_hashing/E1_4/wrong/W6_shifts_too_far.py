# W6: shifts by bits instead of 256 - bits: compares nearly everything
# caught by: any two of many: at most 16·√(2^bits) tries, not 2^bits

def find_collision(bits, h):
    seen, i = {}, 0
    while True:
        data = str(i).encode()
        begin = int.from_bytes(h(data), "big") >> bits
        if begin in seen:
            return seen[begin], data
        seen[begin] = data
        i += 1
