# W5: compares binary texts that lost their zeros in front
# caught by: zeros in front keep their places

def changed_bits(a, b):
    x, y = bin(int.from_bytes(a, "big"))[2:], bin(int.from_bytes(b, "big"))[2:]
    return sum(p != q for p, q in zip(x, y))
