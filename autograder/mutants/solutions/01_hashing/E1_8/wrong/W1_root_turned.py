# W1: turns the Merkle root round
# caught by: both hashes stand as they travel, not as they are shown

def num(n, signed=False):
    return n.to_bytes(4, "little", signed=signed)


def header_bytes(h):
    return num(h.version, True) + h.prev_block + h.merkle_root[::-1] + num(h.time) + num(h.bits) + num(h.nonce)
