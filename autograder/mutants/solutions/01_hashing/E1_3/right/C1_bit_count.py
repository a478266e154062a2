# C1: byte by byte

def changed_bits(a, b):
    return sum((x ^ y).bit_count() for x, y in zip(a, b))
