# W12: gives a float
# caught by: all bits, no bits, and no bytes at all

def changed_bits(a, b):
    return sum(bin(x ^ y).count("1") for x, y in zip(a, b)) / 1
