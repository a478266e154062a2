# W11: strips blanks at the ends
# caught by: reading: spaces are refused, wherever they stand

def to_display(raw):
    return raw[::-1].hex()


def from_display(text):
    text = text.strip()
    if len(text) != 64 or any(c not in "0123456789abcdefABCDEF" for c in text):
        raise ValueError("no hash")
    return bytes.fromhex(text)[::-1]
