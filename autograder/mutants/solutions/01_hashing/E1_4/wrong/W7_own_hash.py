# W7: ignores the hash it is given
# caught by: asked again with another hash, it searches again

def find_collision(bits, h):
    seen, i = {}, 0
    while True:
        data = str(i).encode()
        begin = int.from_bytes(hashlib.sha256(data).digest(), "big") >> (256 - bits)
        if begin in seen:
            return seen[begin], data
        seen[begin] = data
        i += 1
