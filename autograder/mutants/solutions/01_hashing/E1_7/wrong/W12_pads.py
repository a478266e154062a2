# W12: fills up missing digits with zeros
# caught by: reading: 63 or 65 digits are refused, and so is any other number

def to_display(raw):
    return raw[::-1].hex()


def from_display(text):
    text = text.zfill(64)
    if len(text) != 64 or any(c not in "0123456789abcdefABCDEF" for c in text):
        raise ValueError("no hash")
    return bytes.fromhex(text)[::-1]
