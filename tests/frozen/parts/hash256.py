import hashlib


def hash256(data: bytes) -> bytes:
    """SHA-256 of the 32 raw bytes of the SHA-256 of ``data``."""
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()
