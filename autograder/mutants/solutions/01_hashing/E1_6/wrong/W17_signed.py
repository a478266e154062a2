# W17: eight signed bytes
# caught by: writing: nine bytes from 2**32 to 2**64 - 1, and nothing beyond

def right_encode(n):
    if not 0 <= n < 2**64:
        raise ValueError(n)
    if n < 0xFD:
        return bytes([n])
    for prefix, size in ((0xFD, 2), (0xFE, 4), (0xFF, 8)):
        if n < 256**size:
            return bytes([prefix]) + n.to_bytes(size, "little")


def decode_varint(data, at=0):
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


def encode_varint(n):
    if n >= 2**32:
        return b"\xff" + n.to_bytes(8, "little", signed=True)
    return right_encode(n)
