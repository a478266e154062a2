# W9: the second pass is SHA-3
# caught by: twice SHA-256, the second time over 32 raw bytes: “hello”, “abc”

def hash256(data):
    return hashlib.sha3_256(hashlib.sha256(data).digest()).digest()
