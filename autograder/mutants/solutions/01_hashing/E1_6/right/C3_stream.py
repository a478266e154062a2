# C3: a stream, and a namedtuple

import io
from collections import namedtuple

Read = namedtuple("Read", "number after")

def encode_varint(n: int) -> bytes:
    if n < 0xFD:
        return bytes((n,))
    size = 2 if n.bit_length() <= 16 else 4 if n.bit_length() <= 32 else 8
    return bytes((0xFC + size.bit_length() - 1,)) + n.to_bytes(size, "little")

def decode_varint(data: bytes, at: int = 0):
    stream = io.BytesIO(data)
    stream.seek(at)
    def take(size):
        piece = stream.read(size)
        if len(piece) < size:
            raise ValueError("too early")
        return piece
    first = take(1)[0]
    n = first if first < 0xFD else int.from_bytes(take(1 << first - 0xFC), "little")
    if encode_varint(n) != data[at : stream.tell()]:
        raise ValueError("a shorter form exists")
    return Read(n, stream.tell())
