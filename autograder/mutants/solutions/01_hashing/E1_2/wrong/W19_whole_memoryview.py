# W19: takes all that lies behind a memoryview
# caught by: a bytearray and a memoryview are data too

def hash256(data):
    data = data.obj if isinstance(data, memoryview) else data
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()
