# W16: gives the id instead of the bytes
# caught by: genesis, byte for byte

def num(n, signed=False):
    return n.to_bytes(4, "little", signed=signed)


def header_bytes(h):
    return hash256(num(h.version, True) + h.prev_block + h.merkle_root + num(h.time) + num(h.bits) + num(h.nonce))
