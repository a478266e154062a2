# W20: gives a bytearray
# caught by: reading: an id becomes the bytes that stand in the next header

def to_display(raw):
    return raw[::-1].hex()


def from_display(text):
    if len(text) != 64 or any(c not in "0123456789abcdefABCDEF" for c in text):
        raise ValueError("no hash")
    raw = bytearray.fromhex(text)
    raw.reverse()
    return raw
