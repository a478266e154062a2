# W20: begins one level too high
# caught by: three, and three with the last one once more

def has_duplicate_subtree(txids):
    level = list(txids)
    first = True
    while len(level) > 1:
        if not first and any(a == b for a, b in zip(level[::2], level[1::2])):
            return True
        first = False
        level += level[len(level) - len(level) % 2 :]
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
    return False
