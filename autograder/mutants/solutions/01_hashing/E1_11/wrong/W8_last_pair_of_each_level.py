# W8: looks at the last pair of each level only
# caught by: a copy at the front or in the middle

def has_duplicate_subtree(txids):
    level = list(txids)
    while len(level) > 1:
        if len(level) % 2 == 0 and level[-1] == level[-2]:
            return True
        level += level[len(level) - len(level) % 2 :]
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
    return False
