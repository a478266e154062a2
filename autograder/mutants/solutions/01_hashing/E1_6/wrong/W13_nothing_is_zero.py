# W13: takes the end of the data for a 0
# caught by: reading: bytes that end too early are refused

def encode_varint(n):
    if not 0 <= n < 2**64:
        raise ValueError(n)
    if n < 0xFD:
        return bytes([n])
    for prefix, size in ((0xFD, 2), (0xFE, 4), (0xFF, 8)):
        if n < 256**size:
            return bytes([prefix]) + n.to_bytes(size, "little")


def right_decode(data, at):
    if at >= len(data):
        raise ValueError("nothing there")
    first = data[at]
    if first < 0xFD:
        return first, at + 1
    size, least = {0xFD: (2, 0xFD), 0xFE: (4, 2**16), 0xFF: (8, 2**32)}[first]
    piece = data[at + 1 : at + 1 + size]
    n = int.from_bytes(piece, "little")
    if len(piece) < size or n < least:
        raise ValueError("too short, or longer than needed")
    return n, at + 1 + size


def decode_varint(data, at=0):
    if at >= len(data):
        return 0, at
    return right_decode(data, at)
