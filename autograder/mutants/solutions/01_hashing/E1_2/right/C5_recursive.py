# C5: calls itself once

def hash256(data, again=True):
    digest = hashlib.sha256(bytes(data)).digest()
    return hash256(digest, False) if again else digest
