# W7: gives nothing for an empty text
# caught by: nothing at all has a fingerprint too

def sha256_hex(text):
    if not text:
        return ""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
