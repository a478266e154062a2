

def encode_varint(n: int) -> bytes:
    """``n`` in 1, 3, 5 or 9 bytes, the shortest form that fits."""
    if not 0 <= n < 2**64:
        raise ValueError(f"{n} does not fit into a compact size")
    if n < 0xFD:
        return bytes([n])
    for prefix, size in ((b"\xfd", 2), (b"\xfe", 4), (b"\xff", 8)):
        if n < 256**size:
            return prefix + n.to_bytes(size, "little")
