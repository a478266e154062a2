# W9: takes all numbers for signed
# caught by: time, bits and nonce are unsigned: 2**31 and above

def num(n, signed=False):
    return n.to_bytes(4, "little", signed=signed)


def header_bytes(h):
    return num(h.version, True) + h.prev_block + h.merkle_root + num(h.time, True) + num(h.bits, True) + num(h.nonce, True)
