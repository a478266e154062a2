# W9: one bit too few
# caught by: 13 bits: the beginning may end inside a hex digit

def find_collision(bits, h):
    seen, i = {}, 0
    while True:
        data = str(i).encode()
        begin = int.from_bytes(h(data), "big") >> (257 - bits)
        if begin in seen:
            return seen[begin], data
        seen[begin] = data
        i += 1
