# W5: copies the odd node at the leaf level only
# caught by: six transactions: the odd node is one level up

def need_some(txids):
    if not txids:
        raise ValueError("no txids")
    return list(txids)


def merkle_root(txids):
    level = need_some(txids)
    if len(level) > 1 and len(level) % 2:
        level = level + level[-1:]
    while len(level) > 1:
        above = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
        level = above + level[len(level) - len(level) % 2 :]
    return level[0]
