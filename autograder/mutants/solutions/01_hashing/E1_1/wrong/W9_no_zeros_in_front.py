# W9: turns the digest into a number, which has no zeros in front
# caught by: zeros in front are digits like any other: always 64

def sha256_hex(text):
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"{int.from_bytes(digest, 'big'):x}"
