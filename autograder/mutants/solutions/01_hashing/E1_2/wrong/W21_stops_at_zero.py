# W21: stops at the first zero byte in short data
# caught by: zero bytes at the front and at the end are data

def hash256(data):
    data = bytes(data)
    if len(data) < 20:
        data = data.split(b"\0")[0]
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()
