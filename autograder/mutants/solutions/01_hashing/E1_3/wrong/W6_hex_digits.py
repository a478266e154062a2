# W6: four for each hex digit that differs
# caught by: bytes that changed only in part

def changed_bits(a, b):
    return 4 * sum(x != y for x, y in zip(a.hex(), b.hex()))
