# C4: recursion one way, struct the other

import struct

def to_display(raw):
    return to_display(raw[1:]) + f"{raw[0]:02x}" if raw else ""

def from_display(text):
    assert len(text) == 64 and all(c in "0123456789abcdefABCDEF" for c in text)
    words = [int(text[i : i + 16], 16) for i in range(0, 64, 16)]
    return struct.pack("<4Q", *words[::-1])
