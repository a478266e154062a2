# W15: refuses the smallest number of each form
# caught by: reading: numbers of every length, up to the last of each

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
    size, low = {0xFD: (2, 0xFD), 0xFE: (4, 0x10000), 0xFF: (8, 2**32)}[first]
    piece = data[at + 1 : at + 1 + size]
    if len(piece) < size or int.from_bytes(piece, "little") <= low:
        raise ValueError("no")
    return int.from_bytes(piece, "little"), at + 1 + size
