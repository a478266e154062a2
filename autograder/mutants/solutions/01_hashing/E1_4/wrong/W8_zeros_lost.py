# W8: compares binary texts without their zeros in front
# caught by: beginnings full of zeros

def find_collision(bits, h):
    seen, i = {}, 0
    while True:
        data = str(i).encode()
        begin = bin(int.from_bytes(h(data), "big"))[2 : 2 + bits]
        if begin in seen:
            return seen[begin], data
        seen[begin] = data
        i += 1
