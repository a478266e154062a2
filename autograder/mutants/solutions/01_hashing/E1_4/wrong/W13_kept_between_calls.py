# W13: a default argument keeps what was seen for another hash
# caught by: asked again with another hash, it searches again

def find_collision(bits, h, seen={}):
    i = 0
    while True:
        data = str(i).encode()
        begin = int.from_bytes(h(data), "big") >> (256 - bits)
        if seen.get(begin, data) != data:
            return seen[begin], data
        seen[begin] = data
        i += 1
