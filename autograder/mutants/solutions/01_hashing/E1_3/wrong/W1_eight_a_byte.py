# W1: eight for each byte that differs
# caught by: bytes that changed only in part

def changed_bits(a, b):
    return 8 * sum(x != y for x, y in zip(a, b))
