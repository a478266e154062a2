# C6: one long byte string, cut into 64s

def merkle_root(txids: list[bytes]) -> bytes:
    data = b"".join(txids)
    if not data:
        raise ValueError("no txids")
    while len(data) > 32:
        data += data[-32:] if len(data) % 64 else b""
        data = b"".join(hash256(data[i : i + 64]) for i in range(0, len(data), 64))
    return data
