# C5: one number of 640 bits

def header_bytes(h):
    total = 0
    for n, size in (
        (h.nonce, 32), (h.bits, 32), (h.time, 32),
        (int.from_bytes(h.merkle_root, "little"), 256),
        (int.from_bytes(h.prev_block, "little"), 256),
        (h.version & 0xFFFFFFFF, 32),
    ):
        total = total << size | n
    return total.to_bytes(80, "little")
