# C4: halves

def changed_bits(a, b):
    if len(a) < 2:
        return bin(a[0] ^ b[0]).count("1") if a else 0
    half = len(a) // 2
    return changed_bits(a[:half], b[:half]) + changed_bits(a[half:], b[half:])
