# C4: reads, writes again, compares

def encode_varint(n):
    if n not in range(2**64):
        raise OverflowError(n)
    forms = [(253, 0, 1), (2**16, 253, 2), (2**32, 254, 4), (2**64, 255, 8)]
    below, prefix, size = next(form for form in forms if n < form[0])
    return (bytes([prefix]) if prefix else b"") + n.to_bytes(size, "little")

def decode_varint(data, at=0, *, strict=True):
    size = max(1, {253: 3, 254: 5, 255: 9}.get(data[at], 1))
    piece = bytes(data[at : at + size])
    n = sum(byte << 8 * i for i, byte in enumerate(piece[1:])) if size > 1 else piece[0]
    if len(piece) < size or strict and encode_varint(n) != piece:
        raise ValueError("no compact size")
    return [n, at + size]
