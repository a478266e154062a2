# W11: reads the largest byte first
# caught by: writing and reading: the smallest byte stands first

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
    n = int.from_bytes(piece, "big")
    if len(encode_varint(n)) != size + 1:
        raise ValueError("longer than needed")
    return n, at + 1 + size
