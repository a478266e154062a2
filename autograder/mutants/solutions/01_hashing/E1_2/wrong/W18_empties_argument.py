# W18: eats the caller's bytearray
# caught by: the data handed in are left as they were

def hash256(data):
    h = hashlib.sha256(data)
    if isinstance(data, bytearray):
        data.clear()
    return hashlib.sha256(h.digest()).digest()
