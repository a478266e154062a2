# W9: or where xor was meant
# caught by: all bits, no bits, and no bytes at all

def changed_bits(a, b):
    return sum((x | y).bit_count() for x, y in zip(a, b))
