# W25: writes an emoji as two halves (CESU-8)
# caught by: letters that are not English: 区块链, é, π, an emoji

def sha256_hex(text):
    data = b""
    for letter in text:
        if ord(letter) < 0x10000:
            data += letter.encode("utf-8")
        else:
            pair = letter.encode("utf-16-be")
            for half in (pair[:2], pair[2:]):
                data += chr(int.from_bytes(half, "big")).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()
