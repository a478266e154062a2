

def to_display(raw: bytes) -> str:
    """A hash in wire order as the 64 hex digits people read."""
    return raw[::-1].hex()
