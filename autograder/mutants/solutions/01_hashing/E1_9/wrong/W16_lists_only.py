# W16: cannot take a tuple
# caught by: the list is left alone, and a tuple will do

def merkle_root(txids):
    if not txids:
        raise ValueError("no txids")
    level = txids + []
    while len(level) > 1:
        if len(level) % 2:
            level = level + [level[-1]]
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
    return level[0]
