# C4: a cached function

from functools import lru_cache

@lru_cache(maxsize=None)
def sha256_hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
