# C4: shifts

def four(n):
    return bytes(n >> shift & 0xFF for shift in (0, 8, 16, 24))

def header_bytes(h, *, order="little"):
    return four(h.version) + h.prev_block + h.merkle_root + four(h.time) + four(h.bits) + four(h.nonce)
