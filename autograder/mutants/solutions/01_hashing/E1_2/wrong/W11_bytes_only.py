# W11: refuses a bytearray and a memoryview
# caught by: a bytearray and a memoryview are data too

def hash256(data):
    if not isinstance(data, bytes):
        raise TypeError("bytes, please")
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()
