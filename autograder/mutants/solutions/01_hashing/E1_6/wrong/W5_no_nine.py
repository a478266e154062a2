# W5: knows no nine bytes
# caught by: writing: nine bytes from 2**32 to 2**64 - 1, and nothing beyond

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
    if n < 0xFD:
        return bytes([n])
    if n < 2**16:
        return b"\xfd" + n.to_bytes(2, "little")
    return b"\xfe" + n.to_bytes(4, "little")
