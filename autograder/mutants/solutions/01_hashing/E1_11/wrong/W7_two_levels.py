# W7: looks at two levels only
# caught by: a copy of four or of eight: two and three levels up

def has_duplicate_subtree(txids):
    level = list(txids)
    for _ in range(2):
        if any(a == b for a, b in zip(level[::2], level[1::2])):
            return True
        level += level[len(level) - len(level) % 2 :]
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
    return False
