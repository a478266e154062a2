# W4: compares after the odd node was copied
# caught by: an honest list of odd length raises no alarm

def has_duplicate_subtree(txids):
    level = list(txids)
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        if any(a == b for a, b in zip(level[::2], level[1::2])):
            return True
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
    return False
