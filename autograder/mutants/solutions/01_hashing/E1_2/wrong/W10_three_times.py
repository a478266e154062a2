# W10: hashes three times
# caught by: twice SHA-256, the second time over 32 raw bytes: “hello”, “abc”

def hash256(data):
    for _ in range(3):
        data = hashlib.sha256(data).digest()
    return data
