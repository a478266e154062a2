import hashlib


def sha256_hex(text: str) -> str:
    """The SHA-256 fingerprint of a text, as 64 hex digits of its UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
