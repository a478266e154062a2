# W12: lru_cache cannot take a bytearray
# caught by: a bytearray and a memoryview are data too

from functools import lru_cache

@lru_cache
def hash256(data):
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()
