

def encode_varint(n: int) -> bytes:
    """``n`` in 1, 3, 5 or 9 bytes, the shortest form that fits."""
    if not 0 <= n < 2**64:
        raise ValueError(f"{n} does not fit into a compact size")
    if n < 0xFD:
        return bytes([n])
    for prefix, size in ((b"\xfd", 2), (b"\xfe", 4), (b"\xff", 8)):
        if n < 256**size:
            return prefix + n.to_bytes(size, "little")

def decode_varint(data: bytes, at: int = 0) -> tuple[int, int]:
    """The number that starts at ``data[at]``, and the position after it."""
    if at >= len(data):
        raise ValueError(f"no byte at position {at}")
    first = data[at]
    if first < 0xFD:
        return first, at + 1
    size = {0xFD: 2, 0xFE: 4, 0xFF: 8}[first]
    piece = data[at + 1 : at + 1 + size]
    if len(piece) < size:
        raise ValueError(f"{size} bytes are needed, {len(piece)} are left")
    n = int.from_bytes(piece, "little")
    if len(encode_varint(n)) < 1 + size:
        raise ValueError(f"{n} has a shorter form")
    return n, at + 1 + size
