# W19: loses the highest bit of the nonce
# caught by: time, bits and nonce are unsigned: 2**31 and above

def num(n, signed=False):
    return n.to_bytes(4, "little", signed=signed)


def header_bytes(h):
    return num(h.version, True) + h.prev_block + h.merkle_root + num(h.time) + num(h.bits) + num(h.nonce & 0x7FFFFFFF)
