# W15: feeds one hasher for ever: the second answer is wrong
# caught by: the text itself is hashed, not what it looks like; and the same each time

hasher = hashlib.sha256()

def sha256_hex(text):
    hasher.update(text.encode("utf-8"))
    return hasher.hexdigest()
