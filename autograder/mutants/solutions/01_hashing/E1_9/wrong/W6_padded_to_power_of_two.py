# W6: copies the last txid until there are 2, 4, 8, 16
# caught by: six transactions: the odd node is one level up

def need_some(txids):
    if not txids:
        raise ValueError("no txids")
    return list(txids)


def merkle_root(txids):
    level = need_some(txids)
    while len(level) & (len(level) - 1):
        level = level + level[-1:]
    while len(level) > 1:
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
    return level[0]
