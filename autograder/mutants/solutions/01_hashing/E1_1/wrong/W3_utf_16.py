# W3: UTF-16 where a letter is not ASCII
# caught by: letters that are not English: 区块链, é, π, an emoji

def sha256_hex(text):
    data = text.encode() if text.isascii() else text.encode("utf-16-le")
    return hashlib.sha256(data).hexdigest()
