# W22: reads 64 KiB at most
# caught by: long data, and lengths about the block size of SHA-256

import io

def hash256(data):
    piece = io.BytesIO(data).read(65536)
    return hashlib.sha256(hashlib.sha256(piece).digest()).digest()
