# W7: reads eight bytes
# caught by: the ninth byte counts, and the last of thousands

def changed_bits(a, b):
    if not a:
        return 0
    return (int(a[:8].hex(), 16) ^ int(b[:8].hex(), 16)).bit_count()
