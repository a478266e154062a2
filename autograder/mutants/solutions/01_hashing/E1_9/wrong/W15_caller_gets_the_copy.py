# W15: appends the copy to the caller's list
# caught by: the list is left alone, and a tuple will do

def merkle_root(txids):
    if not txids:
        raise ValueError("no txids")
    if len(txids) > 1 and len(txids) % 2:
        if isinstance(txids, list):
            txids.append(txids[-1])
        else:
            txids = [*txids, txids[-1]]
    level = list(txids)
    while len(level) > 1:
        level += level[len(level) - len(level) % 2 :]
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
    return level[0]
