# W17: stops at the first pair
# caught by: three, and three with the last one once more

def has_duplicate_subtree(txids):
    level = list(txids)
    while len(level) > 1:
        for a, b in zip(level[::2], level[1::2]):
            if a == b:
                return True
            break
        level += level[len(level) - len(level) % 2 :]
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
    return False
