# W7: reads longer forms than needed
# caught by: reading: a longer form than needed is refused

def encode_varint(n):
    if not 0 <= n < 2**64:
        raise ValueError(n)
    if n < 0xFD:
        return bytes([n])
    for prefix, size in ((0xFD, 2), (0xFE, 4), (0xFF, 8)):
        if n < 256**size:
            return bytes([prefix]) + n.to_bytes(size, "little")


def decode_varint(data, at=0):
    size = {0xFD: 2, 0xFE: 4, 0xFF: 8}.get(data[at])
    if size is None:
        return data[at], at + 1
    piece = data[at + 1 : at + 1 + size]
    if len(piece) < size:
        raise ValueError("too early")
    return int.from_bytes(piece, "little"), at + 1 + size
