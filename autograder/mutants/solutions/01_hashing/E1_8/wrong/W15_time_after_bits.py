# W15: time and bits exchanged
# caught by: each field in its place: time, then bits, then nonce

def num(n, signed=False):
    return n.to_bytes(4, "little", signed=signed)


def header_bytes(h):
    return num(h.version, True) + h.prev_block + h.merkle_root + num(h.bits) + num(h.time) + num(h.nonce)
