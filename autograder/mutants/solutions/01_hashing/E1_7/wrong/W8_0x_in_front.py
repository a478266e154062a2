# W8: writes 0x in front
# caught by: writing: block ids have their zeros in front

def from_display(text):
    if len(text) != 64 or any(c not in "0123456789abcdefABCDEF" for c in text):
        raise ValueError("no hash")
    return bytes.fromhex(text)[::-1]


def to_display(raw):
    return "0x" + raw[::-1].hex()
