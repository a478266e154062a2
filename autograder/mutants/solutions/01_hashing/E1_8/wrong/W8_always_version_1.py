# W8: writes version 1 for every block
# caught by: blocks 277,315 to 277,647: the version is not always 1

def num(n, signed=False):
    return n.to_bytes(4, "little", signed=signed)


def header_bytes(h):
    return num(1) + h.prev_block + h.merkle_root + num(h.time) + num(h.bits) + num(h.nonce)
