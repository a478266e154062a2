# W23: counts the bits that stayed
# caught by: all bits, no bits, and no bytes at all

def changed_bits(a, b):
    return 8 * len(a) - sum((x ^ y).bit_count() for x, y in zip(a, b))
