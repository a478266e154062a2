# W17: reads whole chunks of 64 bytes and forgets the rest when there are many
# caught by: long data, and lengths about the block size of SHA-256

def hash256(data):
    data = bytes(data)
    h = hashlib.sha256()
    if len(data) <= 128:
        h.update(data)
    else:
        for i in range(0, len(data) - 63, 64):
            h.update(data[i : i + 64])
    return hashlib.sha256(h.digest()).digest()
