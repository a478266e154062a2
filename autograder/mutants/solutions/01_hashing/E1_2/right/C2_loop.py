# C2: a loop of two

def hash256(data: bytes) -> bytes:
    for _ in range(2):
        data = hashlib.sha256(data).digest()
    return data
