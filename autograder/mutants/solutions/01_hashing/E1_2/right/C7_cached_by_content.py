# C7: a cache with the content as key

known = {}

def hash256(data):
    key = bytes(data)
    if key not in known:
        known[key] = hashlib.sha256(hashlib.sha256(key).digest()).digest()
    return known[key]
