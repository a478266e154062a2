# W25: takes bytes that look like hex for hex
# caught by: any bytes will do, also those that are no text

def hash256(data):
    data = bytes(data)
    try:
        data = bytes.fromhex(data.decode("ascii"))
    except ValueError:
        pass
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()
