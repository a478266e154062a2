# W8: reads 64 characters at most
# caught by: a long text counts to its last letter

def sha256_hex(text):
    return hashlib.sha256(text[:64].encode("utf-8")).hexdigest()
