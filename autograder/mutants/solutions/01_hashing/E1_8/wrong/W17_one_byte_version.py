# W17: one byte of version and three zeros
# caught by: the version is signed, and four bytes long

def num(n, signed=False):
    return n.to_bytes(4, "little", signed=signed)


def header_bytes(h):
    return bytes([h.version % 256, 0, 0, 0]) + h.prev_block + h.merkle_root + num(h.time) + num(h.bits) + num(h.nonce)
