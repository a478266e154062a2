# W2: knows Latin-1 only and puts ? for the rest
# caught by: letters that are not English: 区块链, é, π, an emoji

def sha256_hex(text):
    return hashlib.sha256(text.encode("latin-1", "replace")).hexdigest()
