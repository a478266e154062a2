from blockkit import Header


def header_bytes(h: Header) -> bytes:
    """The 80 bytes that name a block."""
    return (
        h.version.to_bytes(4, "little", signed=True)
        + h.prev_block
        + h.merkle_root
        + h.time.to_bytes(4, "little")
        + h.bits.to_bytes(4, "little")
        + h.nonce.to_bytes(4, "little")
    )
