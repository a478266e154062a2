# W21: stops at a zero character, as C does
# caught by: nothing at all has a fingerprint too

def sha256_hex(text):
    return hashlib.sha256(text.split("\0")[0].encode("utf-8")).hexdigest()
