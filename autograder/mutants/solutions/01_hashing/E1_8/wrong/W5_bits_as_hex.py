# W5: writes bits as the hex text shows them
# caught by: genesis, byte for byte

def num(n, signed=False):
    return n.to_bytes(4, "little", signed=signed)


def header_bytes(h):
    return num(h.version, True) + h.prev_block + h.merkle_root + num(h.time) + bytes.fromhex(f"{h.bits:08x}") + num(h.nonce)
