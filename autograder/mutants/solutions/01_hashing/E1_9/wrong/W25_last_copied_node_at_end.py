# W25: copies odd nodes below level 2 only
# caught by: every number of transactions from 1 to 33, and some above

def need_some(txids):
    if not txids:
        raise ValueError("no txids")
    return list(txids)


def merkle_root(txids):
    level, height = need_some(txids), 0
    while len(level) > 1:
        if len(level) % 2 and height < 2:
            level = level + level[-1:]
        above = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
        level, height = above + level[len(level) - len(level) % 2 :], height + 1
    return level[0]
