# W4: takes the version for unsigned: a negative one raises
# caught by: the version is signed, and four bytes long

def num(n, signed=False):
    return n.to_bytes(4, "little", signed=signed)


def header_bytes(h):
    return num(h.version) + h.prev_block + h.merkle_root + num(h.time) + num(h.bits) + num(h.nonce)
