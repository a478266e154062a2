# W21: remembers headers by their time
# caught by: each field in its place: time, then bits, then nonce

def num(n, signed=False):
    return n.to_bytes(4, "little", signed=signed)


known = {}

def header_bytes(h):
    if h.time not in known:
        known[h.time] = num(h.version, True) + h.prev_block + h.merkle_root + num(h.time) + num(h.bits) + num(h.nonce)
    return known[h.time]
