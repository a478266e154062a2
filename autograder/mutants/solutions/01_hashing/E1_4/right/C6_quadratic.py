# C6: looks through a list

def find_collision(bits, h):
    begins, i = [], 0
    while True:
        begin = int.from_bytes(h(str(i).encode()), "big") >> (256 - bits)
        if begin in begins:
            return str(begins.index(begin)).encode(), str(i).encode()
        begins.append(begin)
        i += 1
