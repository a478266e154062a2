# W17: takes the first bits of the number read the other way
# caught by: 8 and 16 bits of SHA-256: two different inputs that begin alike

def find_collision(bits, h):
    seen, i = {}, 0
    while True:
        data = str(i).encode()
        begin = int.from_bytes(h(data), "little") >> (256 - bits)
        if begin in seen:
            return seen[begin], data
        seen[begin] = data
        i += 1
