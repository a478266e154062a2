# W9: joins hex texts
# caught by: two transactions: the first on the left, whichever is smaller

def need_some(txids):
    if not txids:
        raise ValueError("no txids")
    return list(txids)


def merkle_root(txids):
    level = need_some(txids)
    while len(level) > 1:
        level += level[len(level) - len(level) % 2 :]
        level = [hash256((a.hex() + b.hex()).encode()) for a, b in zip(level[::2], level[1::2])]
    return level[0]
