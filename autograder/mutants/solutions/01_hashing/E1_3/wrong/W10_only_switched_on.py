# W10: counts bits that went from 0 to 1
# caught by: the same either way round, and each time

def changed_bits(a, b):
    return sum((~x & y).bit_count() for x, y in zip(a, b))
