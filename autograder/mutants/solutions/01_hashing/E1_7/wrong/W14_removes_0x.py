# W14: removes a 0x in front
# caught by: reading: 0x, signs and letters after f are refused

def to_display(raw):
    return raw[::-1].hex()


def from_display(text):
    text = text.lower().removeprefix("0x")
    if len(text) != 64 or any(c not in "0123456789abcdef" for c in text):
        raise ValueError("no hash")
    return bytes.fromhex(text)[::-1]
