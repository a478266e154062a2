# W7: the second pass is another function
# caught by: twice SHA-256, the second time over 32 raw bytes: “hello”, “abc”

def hash256(data):
    return hashlib.sha1(hashlib.sha256(data).digest()).digest()
