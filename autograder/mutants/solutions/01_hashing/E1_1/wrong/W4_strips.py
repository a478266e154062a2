# W4: strips blanks from both ends
# caught by: spaces and line ends belong to the text

def sha256_hex(text):
    return hashlib.sha256(text.strip().encode("utf-8")).hexdigest()
