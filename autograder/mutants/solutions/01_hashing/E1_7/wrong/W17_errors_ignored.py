# W17: skips what is no digit, and fills up
# caught by: reading: 0x, signs and letters after f are refused

def to_display(raw):
    return raw[::-1].hex()


def from_display(text):
    if len(text) != 64:
        raise ValueError("no hash")
    digits = "".join(c if c in "0123456789abcdefABCDEF" else "0" for c in text)
    return bytes.fromhex(digits)[::-1]
