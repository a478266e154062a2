# W4: pairs the odd node with the first
# caught by: three transactions: the odd one is hashed with itself

def need_some(txids):
    if not txids:
        raise ValueError("no txids")
    return list(txids)


def merkle_root(txids):
    level = need_some(txids)
    while len(level) > 1:
        if len(level) % 2:
            level = level + level[:1]
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
    return level[0]
