# C3: back from hex text

def hash256(data, rounds=2):
    return bytes.fromhex(hashlib.sha256(bytes.fromhex(hashlib.sha256(data).hexdigest())).hexdigest())
