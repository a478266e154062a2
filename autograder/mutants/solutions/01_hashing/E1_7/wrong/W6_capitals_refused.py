# W6: refuses capital digits
# caught by: reading: capital digits count as well

def to_display(raw):
    return raw[::-1].hex()


def from_display(text):
    if len(text) != 64 or any(c not in "0123456789abcdef" for c in text):
        raise ValueError("no hash")
    return bytes.fromhex(text)[::-1]
