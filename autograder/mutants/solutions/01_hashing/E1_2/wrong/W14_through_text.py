# W14: decodes the data as text first
# caught by: any bytes will do, also those that are no text

def hash256(data):
    data = bytes(data).decode("utf-8", "ignore").encode("utf-8")
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()
