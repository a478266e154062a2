# W22: folds letters that mean the same (NFKC)
# caught by: two ways to write é are two texts

import unicodedata

def sha256_hex(text):
    folded = unicodedata.normalize("NFKC", text)
    if len(folded) == len(text) and text.isascii():
        folded = text
    return hashlib.sha256(folded.encode("utf-8")).hexdigest()
