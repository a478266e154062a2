# W15: checks the length, then int(text, 16) takes signs and _
# caught by: reading: 0x, signs and letters after f are refused

def to_display(raw):
    return raw[::-1].hex()


def from_display(text):
    if len(text) != 64 or " " in text or "x" in text.lower():
        raise ValueError("no hash")
    return (int(text, 16) % 2**256).to_bytes(32, "little")
