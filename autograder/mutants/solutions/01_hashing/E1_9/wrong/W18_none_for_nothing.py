# W18: gives None for an empty list
# caught by: no transactions: refused

def merkle_root(txids):
    level = list(txids)
    while len(level) > 1:
        level += level[len(level) - len(level) % 2 :]
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
    return level[0] if level else None
