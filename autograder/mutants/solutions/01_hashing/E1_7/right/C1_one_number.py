# C1: through a number, padded

def to_display(raw):
    return f"{int.from_bytes(raw, 'little'):064x}"

def from_display(text):
    if len(text) != 64 or set(text.lower()) - set("0123456789abcdef"):
        raise ValueError(f"{text!r} is no hash")
    return int(text, 16).to_bytes(32, "little")
