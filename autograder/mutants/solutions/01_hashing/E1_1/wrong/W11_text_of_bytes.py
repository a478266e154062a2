# W11: hashes what bytes look like, b'abc'
# caught by: SHA-256 and nothing else: the published examples

def sha256_hex(text):
    return hashlib.sha256(str(text.encode()).encode()).hexdigest()
