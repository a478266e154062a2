# W26: a cache whose key is length, first and last
# caught by: ids that occur twice count twice, and a list that changed is read again

def need_some(txids):
    if not txids:
        raise ValueError("no txids")
    return list(txids)


known = {}

def merkle_root(txids):
    level = need_some(txids)
    key = len(level), level[0], level[-1]
    if key not in known:
        while len(level) > 1:
            level += level[len(level) - len(level) % 2 :]
            level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
        known[key] = level[0]
    return known[key]
