# W28: a cache by id(txids)
# caught by: ids that occur twice count twice, and a list that changed is read again

def need_some(txids):
    if not txids:
        raise ValueError("no txids")
    return list(txids)


known = {}

def merkle_root(txids):
    if id(txids) not in known:
        level = need_some(txids)
        while len(level) > 1:
            level += level[len(level) - len(level) % 2 :]
            level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
        known[id(txids)] = txids, level[0]
    return known[id(txids)][1]
