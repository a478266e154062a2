# C2: a table of limits

TABLE = [(0xFC, b"", 1), (2**16 - 1, b"\xfd", 2), (2**32 - 1, b"\xfe", 4), (2**64 - 1, b"\xff", 8)]

def encode_varint(n):
    if n >= 0:
        for limit, prefix, size in TABLE:
            if n <= limit:
                return prefix + n.to_bytes(size, "little")
    raise ValueError("out of range")

def decode_varint(data, at=0):
    below = -1
    for limit, prefix, size in TABLE:
        start = at + len(prefix)
        if prefix == b"" and data[at] <= limit or prefix and data[at:start] == prefix:
            piece = data[start : start + size]
            n = int.from_bytes(piece, "little")
            if len(piece) != size or n <= below:
                raise ValueError("too short, or not the shortest")
            return n, start + size
        below = limit
