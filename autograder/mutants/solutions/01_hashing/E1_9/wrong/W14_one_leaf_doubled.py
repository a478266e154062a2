# W14: pairs a single txid with itself
# caught by: one transaction: its id is the root, unhashed

def need_some(txids):
    if not txids:
        raise ValueError("no txids")
    return list(txids)


def merkle_root(txids):
    level = need_some(txids)
    while True:
        level += level[len(level) - len(level) % 2 :]
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
        if len(level) == 1:
            return level[0]
