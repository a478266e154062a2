# W13: hashes a single txid
# caught by: one transaction: its id is the root, unhashed

def need_some(txids):
    if not txids:
        raise ValueError("no txids")
    return list(txids)


def merkle_root(txids):
    level = need_some(txids)
    if len(level) == 1:
        return hash256(level[0])
    while len(level) > 1:
        level += level[len(level) - len(level) % 2 :]
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
    return level[0]
