# C1: through a memoryview

def hash256(data):
    return hashlib.sha256(hashlib.sha256(memoryview(data)).digest()).digest()
