# W18: always writes 32 zeros for the previous hash
# caught by: blocks 1, 170 and 100,000: a previous hash that is not all zeros

def num(n, signed=False):
    return n.to_bytes(4, "little", signed=signed)


def header_bytes(h):
    return num(h.version, True) + bytes(32) + h.merkle_root + num(h.time) + num(h.bits) + num(h.nonce)
