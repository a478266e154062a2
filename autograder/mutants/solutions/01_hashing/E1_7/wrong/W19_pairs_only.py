# W19: refuses an odd number of digits only
# caught by: reading: 63 or 65 digits are refused, and so is any other number

def to_display(raw):
    return raw[::-1].hex()


def from_display(text):
    if len(text) % 2 or any(c not in "0123456789abcdefABCDEF" for c in text):
        raise ValueError("no hash")
    return bytes.fromhex(text)[::-1]
