# W16: gives nothing for no data
# caught by: nothing at all has a hash, and so has one byte

def hash256(data):
    if not data:
        return b""
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()
