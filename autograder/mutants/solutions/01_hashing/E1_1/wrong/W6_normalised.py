# W6: normalises the text (NFC) first
# caught by: two ways to write é are two texts

import unicodedata

def sha256_hex(text):
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode("utf-8")).hexdigest()
