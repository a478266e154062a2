# C1: hashlib.new, fed letter by letter

def sha256_hex(text):
    h = hashlib.new("sha256")
    for letter in text:
        h.update(letter.encode("utf-8"))
    return h.hexdigest()
