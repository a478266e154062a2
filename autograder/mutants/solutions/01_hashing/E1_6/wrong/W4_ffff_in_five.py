# W4: 65,535 in five bytes (< 0xffff)
# caught by: writing: three bytes up to 65,535, five from 65,536 on

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
    if not 0 <= n < 2**64:
        raise ValueError(n)
    if n < 0xFD:
        return bytes([n])
    if n < 0xFFFF:
        return b"\xfd" + n.to_bytes(2, "little")
    if n < 0xFFFFFFFF:
        return b"\xfe" + n.to_bytes(4, "little")
    return b"\xff" + n.to_bytes(8, "little")
