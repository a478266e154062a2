# W4: hashes the data written twice
# caught by: twice SHA-256, the second time over 32 raw bytes: “hello”, “abc”

def hash256(data):
    data = bytes(data)
    return hashlib.sha256(data + data).digest()
