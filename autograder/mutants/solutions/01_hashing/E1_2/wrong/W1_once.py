# W1: hashes once
# caught by: twice SHA-256, the second time over 32 raw bytes: “hello”, “abc”

def hash256(data):
    return hashlib.sha256(data).digest()
