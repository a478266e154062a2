# W24: reads the letters a to f by their number, which is another one for capitals
# caught by: reading: capital digits count as well

def to_display(raw):
    return raw[::-1].hex()


def from_display(text):
    if len(text) != 64 or any(c not in "0123456789abcdefABCDEF" for c in text):
        raise ValueError("no hash")
    value = lambda c: ord(c) - 48 if c.isdigit() else max(0, ord(c) - 87)
    return bytes(value(text[i]) * 16 + value(text[i + 1]) for i in range(62, -1, -2))
