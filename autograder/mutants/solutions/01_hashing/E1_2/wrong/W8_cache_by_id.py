# W8: remembers by id(data)
# caught by: a bytearray that has changed since has another hash

known = {}

def hash256(data):
    if id(data) not in known:
        known[id(data)] = data, hashlib.sha256(hashlib.sha256(data).digest()).digest()
    return known[id(data)][1]
