# W5: makes small letters first
# caught by: capitals and small letters are different texts

def sha256_hex(text):
    return hashlib.sha256(text.lower().encode("utf-8")).hexdigest()
