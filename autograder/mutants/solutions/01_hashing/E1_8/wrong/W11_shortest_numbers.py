# W11: writes numbers as short as they are
# caught by: small numbers take four bytes like large ones: always 80

def num(n, signed=False):
    return n.to_bytes(4, "little", signed=signed)


def header_bytes(h):
    short = lambda n: n.to_bytes(max(1, (n.bit_length() + 7) // 8), "little")
    return num(h.version, True) + h.prev_block + h.merkle_root + short(h.time) + short(h.bits) + short(h.nonce)
