# W12: root and previous hash exchanged
# caught by: blocks 1, 170 and 100,000: a previous hash that is not all zeros

def num(n, signed=False):
    return n.to_bytes(4, "little", signed=signed)


def header_bytes(h):
    return num(h.version, True) + h.merkle_root + h.prev_block + num(h.time) + num(h.bits) + num(h.nonce)
