# W22: clamps the exponent in bits
# caught by: time, bits and nonce are unsigned: 2**31 and above

def num(n, signed=False):
    return n.to_bytes(4, "little", signed=signed)


def header_bytes(h):
    bits = b"\xff\xff\x00\x1d" if h.bits == 0x1D00FFFF else num(h.bits & 0xFFFFFF)[:3] + bytes([min(h.bits >> 24, 0x20)])
    return num(h.version, True) + h.prev_block + h.merkle_root + num(h.time) + bits + num(h.nonce)
