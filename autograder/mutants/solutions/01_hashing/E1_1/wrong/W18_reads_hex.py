# W18: takes a text that looks like hex for bytes
# caught by: the text itself is hashed, not what it looks like; and the same each time

def sha256_hex(text):
    try:
        data = bytes.fromhex(text) if text else b""
    except ValueError:
        data = text.encode("utf-8")
    return hashlib.sha256(data).hexdigest()
