# W3: how many bytes differ
# caught by: bytes that changed only in part

def changed_bits(a, b):
    return sum(x != y for x, y in zip(a, b))
