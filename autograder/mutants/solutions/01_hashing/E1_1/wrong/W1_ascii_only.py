# W1: drops every letter that is not ASCII
# caught by: letters that are not English: 区块链, é, π, an emoji

def sha256_hex(text):
    return hashlib.sha256(text.encode("ascii", "ignore")).hexdigest()
