# W13: hashes twice, as Bitcoin does elsewhere
# caught by: SHA-256 and nothing else: the published examples

def sha256_hex(text):
    return hashlib.sha256(hashlib.sha256(text.encode()).digest()).hexdigest()
