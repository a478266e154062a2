# W5: drops zero bytes at the ends
# caught by: zero bytes at the front and at the end are data

def hash256(data):
    data = bytes(data).strip(b"\0")
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()
