# C2: a join of to_bytes

def header_bytes(h: Header) -> bytes:
    return b"".join(
        [
            h.version.to_bytes(4, "little", signed=True),
            h.prev_block,
            h.merkle_root,
            *(n.to_bytes(4, "little") for n in (h.time, h.bits, h.nonce)),
        ]
    )
