# C3: over the fields, by their type

from dataclasses import astuple

def header_bytes(h):
    out = bytearray()
    for field in astuple(h):
        out += field if isinstance(field, bytes) else (field % 2**32).to_bytes(4, "little")
    return bytes(out)
