# W23: a cache whose key forgets the order of the letters
# caught by: the text itself is hashed, not what it looks like; and the same each time

known = {}

def sha256_hex(text):
    key = "".join(sorted(text))
    if key not in known:
        known[key] = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return known[key]
