# W20: remembers by length and first byte
# caught by: a bytearray that has changed since has another hash

known = {}

def hash256(data):
    data = bytes(data)
    key = len(data), data[:1]
    if key not in known:
        known[key] = hashlib.sha256(hashlib.sha256(data).digest()).digest()
    return known[key]
