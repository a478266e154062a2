# W19: drops a line end, as input() does
# caught by: spaces and line ends belong to the text

def sha256_hex(text):
    return hashlib.sha256(text.rstrip("\r\n").encode("utf-8")).hexdigest()
