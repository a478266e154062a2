

def from_display(text: str) -> bytes:
    """The 32 bytes, wire order, of a hash as people write it."""
    if len(text) != 64 or any(c not in "0123456789abcdefABCDEF" for c in text):
        raise ValueError(f"{text!r} is no hash of 64 hex digits")
    return bytes.fromhex(text)[::-1]
