# W21: range ends one too early in long data
# caught by: the ninth byte counts, and the last of thousands

def changed_bits(a, b):
    n = len(a) if len(a) < 33 else len(a) - 1
    return sum((a[i] ^ b[i]).bit_count() for i in range(n))
