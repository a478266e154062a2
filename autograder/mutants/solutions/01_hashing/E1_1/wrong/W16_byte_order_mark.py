# W16: puts a byte order mark in front (utf-8-sig)
# caught by: SHA-256 and nothing else: the published examples

def sha256_hex(text):
    return hashlib.sha256(text.encode("utf-8-sig")).hexdigest()
