# W7: turns each txid round first
# caught by: two transactions: the first on the left, whichever is smaller

def need_some(txids):
    if not txids:
        raise ValueError("no txids")
    return list(txids)


def merkle_root(txids):
    level = [txid[::-1] for txid in need_some(txids)]
    while len(level) > 1:
        level += level[len(level) - len(level) % 2 :]
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
    return level[0]
