# W17: mends line ends
# caught by: spaces and line ends belong to the text

def sha256_hex(text):
    return hashlib.sha256("\n".join(text.splitlines()).encode("utf-8")).hexdigest()
