import hashlib

root = b'S\xb5\xd0\xddh\r\x97\xe6\\\x96\xab\x80\xdc\xa6o\x93LQ%kp\xcc\x1d\x08s\xe2]\x82pTC\xfa'

def hash256(data: bytes) -> bytes:
    """SHA-256 of the 32 raw bytes of the SHA-256 of ``data``."""
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()

def verify_proof(txid: bytes, index: int, count: int, proof: list[bytes], root: bytes) -> bool:
    """Does ``proof`` lead from ``txid``, at place ``index`` of ``count``, to ``root``?"""
    node = txid
    for sibling in proof:
        if count == 1:
            return False
        node = hash256(node + sibling if index % 2 == 0 else sibling + node)
        index, count = index // 2, (count + 1) // 2
    return count == 1 and node == root
