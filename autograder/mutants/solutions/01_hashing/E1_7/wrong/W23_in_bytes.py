# W23: gives the text as bytes
# caught by: writing: the bytes are reversed, not the digits

def from_display(text):
    if len(text) != 64 or any(c not in "0123456789abcdefABCDEF" for c in text):
        raise ValueError("no hash")
    return bytes.fromhex(text)[::-1]


import binascii

def to_display(raw):
    return binascii.hexlify(raw[::-1])
