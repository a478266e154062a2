# C3: a regular expression and pairs

import re

def to_display(raw):
    return "".join("%02x" % byte for byte in reversed(raw))

def from_display(text, pattern=re.compile("[0-9a-fA-F]{64}")):
    if pattern.fullmatch(text) is None:
        raise ValueError("no hash")
    return bytes(int(pair, 16) for pair in reversed(re.findall("..", text)))
