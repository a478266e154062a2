# C5: an alphabet, and the error of str.index

DIGITS = "0123456789abcdef"

def to_display(raw):
    text = ""
    for byte in raw:
        text = DIGITS[byte >> 4] + DIGITS[byte & 15] + text
    return text

def from_display(text):
    values = [DIGITS.index(c) for c in text.lower()]
    if len(values) != 64:
        raise ValueError(len(values))
    return bytes(high << 4 | low for high, low in zip(values[::2], values[1::2]))[::-1]
