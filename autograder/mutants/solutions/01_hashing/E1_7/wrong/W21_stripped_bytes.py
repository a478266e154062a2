# W21: drops zero bytes at the end before turning
# caught by: writing: always 64 digits, also for zeros at either end

def from_display(text):
    if len(text) != 64 or any(c not in "0123456789abcdefABCDEF" for c in text):
        raise ValueError("no hash")
    return bytes.fromhex(text)[::-1]


def to_display(raw):
    return raw.rstrip(b"\0")[::-1].hex()
