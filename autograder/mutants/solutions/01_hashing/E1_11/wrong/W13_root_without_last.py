# W13: asks whether the root stays when the last txid is left out
# caught by: six, and six with the last two once more: the copy is one level up

def root(txids):
    level = list(txids)
    while len(level) > 1:
        level += level[len(level) - len(level) % 2 :]
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
    return level[0]


def has_duplicate_subtree(txids):
    return len(txids) > 1 and root(txids) == root(txids[:-1])
