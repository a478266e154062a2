# W5: takes 0x in front of 62 digits
# caught by: reading: 0x, signs and letters after f are refused

def to_display(raw):
    return raw[::-1].hex()


def from_display(text):
    if len(text) != 64 or any(c not in "0123456789abcdefABCDEFxX" for c in text):
        raise ValueError("no hash")
    return int(text, 16).to_bytes(32, "big")[::-1]
