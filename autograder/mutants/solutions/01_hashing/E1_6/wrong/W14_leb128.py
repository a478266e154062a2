# W14: seven bits a byte, as other formats do
# caught by: writing: one byte up to 252, three from 253 on

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
    out = []
    while True:
        n, low = n >> 7, n & 127
        out.append(low | (128 if n else 0))
        if not n:
            return bytes(out)
