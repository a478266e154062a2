# W20: makes one blank of many
# caught by: spaces and line ends belong to the text

def sha256_hex(text):
    return hashlib.sha256(" ".join(text.split(" ")).replace("  ", " ").encode("utf-8")).hexdigest()
