# W24: drops odd nodes on the way up
# caught by: a copy at the front or in the middle

def has_duplicate_subtree(txids):
    level = list(txids)
    while len(level) > 1 and len(level) % 2 == 0:
        pairs = list(zip(level[::2], level[1::2]))
        if any(a == b for a, b in pairs):
            return True
        level = [hash256(a + b) for a, b in pairs]
    return False
