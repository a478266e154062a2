# W12: refuses a longer form in three bytes only
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
    first = data[at]
    if first < 0xFD:
        return first, at + 1
    size = {0xFD: 2, 0xFE: 4, 0xFF: 8}[first]
    piece = data[at + 1 : at + 1 + size]
    if len(piece) < size:
        raise ValueError("too early")
    n = int.from_bytes(piece, "little")
    if first == 0xFD and n < 0xFD:
        raise ValueError("longer than needed")
    return n, at + 1 + size
