# W6: turns the result round, as explorers show it
# caught by: real headers hash to the ids of their blocks

def hash256(data):
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()[::-1]
