# W1: drops the odd node
# caught by: three transactions: the odd one is hashed with itself

def need_some(txids):
    if not txids:
        raise ValueError("no txids")
    return list(txids)


def merkle_root(txids):
    level = need_some(txids)
    while len(level) > 1:
        level = [hash256(level[i] + level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return level[0]
