# W13: eight bytes for the time
# caught by: genesis, byte for byte

def num(n, signed=False):
    return n.to_bytes(4, "little", signed=signed)


def header_bytes(h):
    return num(h.version, True) + h.prev_block + h.merkle_root + h.time.to_bytes(8, "little") + num(h.bits) + num(h.nonce)
