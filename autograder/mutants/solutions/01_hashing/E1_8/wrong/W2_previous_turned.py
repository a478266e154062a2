# W2: turns the previous hash round (genesis cannot tell)
# caught by: blocks 1, 170 and 100,000: a previous hash that is not all zeros

def num(n, signed=False):
    return n.to_bytes(4, "little", signed=signed)


def header_bytes(h):
    return num(h.version, True) + h.prev_block[::-1] + h.merkle_root + num(h.time) + num(h.bits) + num(h.nonce)
