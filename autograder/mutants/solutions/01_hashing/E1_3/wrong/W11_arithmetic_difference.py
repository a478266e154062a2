# W11: ones in the arithmetic difference
# caught by: as many ones on both sides, but in other places

def changed_bits(a, b):
    return abs(int.from_bytes(a, "big") - int.from_bytes(b, "big")).bit_count()
