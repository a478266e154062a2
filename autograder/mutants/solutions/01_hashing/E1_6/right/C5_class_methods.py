# C5: two methods of a class

class CompactSize:
    """The number of things that follow."""

    SIZES = {0xFD: 2, 0xFE: 4, 0xFF: 8}

    @classmethod
    def write(cls, n):
        if n < 0 or n >> 64:
            raise ValueError(f"{n} does not fit")
        if n < 0xFD:
            return n.to_bytes(1, "little")
        return next(bytes([p]) + n.to_bytes(s, "little") for p, s in cls.SIZES.items() if not n >> 8 * s)

    @classmethod
    def read(cls, data, at=0):
        size = cls.SIZES.get(data[at], 0)
        if not size:
            return data[at], at + 1
        digits = [data[i] for i in range(at + 1, at + 1 + size)]
        n = int.from_bytes(bytes(digits), "little")
        if not (n > 0xFFFFFFFF if size == 8 else n > 0xFFFF if size == 4 else n >= 0xFD):
            raise ValueError("too long")
        return n, at + 1 + size

encode_varint, decode_varint = CompactSize.write, CompactSize.read
