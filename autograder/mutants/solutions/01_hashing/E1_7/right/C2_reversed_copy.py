# C2: a bytearray turned round

import string

def to_display(raw: bytes) -> str:
    copy = bytearray(raw)
    copy.reverse()
    return copy.hex()

def from_display(text: str) -> bytes:
    if len(text) != 64:
        raise ValueError("64 digits, please")
    if not all(c in string.hexdigits for c in text):
        raise ValueError("hex digits, please")
    copy = bytearray.fromhex(text)
    copy.reverse()
    return bytes(copy)
