# W10: another hash function of the same length
# caught by: SHA-256 and nothing else: the published examples

def sha256_hex(text):
    return hashlib.sha3_256(text.encode("utf-8")).hexdigest()
