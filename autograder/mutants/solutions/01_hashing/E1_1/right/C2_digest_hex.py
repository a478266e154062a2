# C2: the digest's own hex()

def sha256_hex(text: str) -> str:
    return hashlib.sha256(bytes(text, "utf-8")).digest().hex()
