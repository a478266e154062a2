import hashlib

txids = [b'\x87m\xd0\xa3\xefJ(\x16\xff\xd1\xc1*\xb6I\x82Z\x95\x8b\x0f\xf3\xbb=o>\x12P\xf1=\xdb\xf0\x14\x8c', b'\xc4\x02\x97\xf70\xdd{Z\x99V~\xb8\xd2{xu\x8f`u\x07\xc5"\x92\xd0-@1\x89[R\xf2\xff', b'\xc4n#\x9a\xb7\xd2\x8e,\x01\x9bmf\xad\x8f\xae\x98\xa5n\xf1\xf2\x1a\xee\xcb\x94\xd1\xb1q\x81\x86\xf0Yc']

def hash256(data: bytes) -> bytes:
    """SHA-256 of the 32 raw bytes of the SHA-256 of ``data``."""
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()

def has_duplicate_subtree(txids: list[bytes]) -> bool:
    """Do two different places that are hashed together, on any level, hold the same hash?"""
    level = list(txids)
    while len(level) > 1:
        if any(level[i] == level[i + 1] for i in range(0, len(level) - 1, 2)):
            return True
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[i] + level[i + 1]) for i in range(0, len(level), 2)]
    return False
