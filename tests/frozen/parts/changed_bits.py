

def changed_bits(a: bytes, b: bytes) -> int:
    """In how many bits two byte strings of the same length differ."""
    return sum((x ^ y).bit_count() for x, y in zip(a, b, strict=True))
