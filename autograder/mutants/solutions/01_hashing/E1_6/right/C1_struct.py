# C1: struct, and its errors

from struct import error, pack, unpack_from

def encode_varint(n):
    if 0 <= n < 0xFD:
        return pack("<B", n)
    for prefix, form in ((0xFD, "<BH"), (0xFE, "<BI")):
        try:
            return pack(form, prefix, n)
        except error:
            pass
    return pack("<BQ", 0xFF, n)

def decode_varint(data, at=0):
    first = unpack_from("<B", data, at)[0]
    if first < 0xFD:
        return first, at + 1
    form, size, least = {0xFD: ("<H", 2, 0xFD), 0xFE: ("<I", 4, 2**16), 0xFF: ("<Q", 8, 2**32)}[first]
    n = unpack_from(form, data, at + 1)[0]
    assert n >= least, "a shorter form exists"
    return n, at + 1 + size
