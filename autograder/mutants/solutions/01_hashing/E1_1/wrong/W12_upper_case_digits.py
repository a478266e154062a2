# W12: gives capital hex digits
# caught by: SHA-256 and nothing else: the published examples

def sha256_hex(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest().upper()
