# W8: compares sets of bytes
# caught by: bytes that changed places are bytes that changed

def changed_bits(a, b):
    if len(a) == 1:
        return (a[0] ^ b[0]).bit_count()
    left, right = set(a) - set(b), set(b) - set(a)
    return sum((x ^ y).bit_count() for x, y in zip(left, right))
