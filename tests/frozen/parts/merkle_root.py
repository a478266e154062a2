import hashlib


def hash256(data: bytes) -> bytes:
    """SHA-256 of the 32 raw bytes of the SHA-256 of ``data``."""
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()

def merkle_root(txids: list[bytes]) -> bytes:
    """The Merkle root of a list or tuple of txids; all hashes are 32 bytes in wire order."""
    level = list(txids)
    if not level:
        raise ValueError("a Merkle tree needs at least one txid, got none")
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[i] + level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]
