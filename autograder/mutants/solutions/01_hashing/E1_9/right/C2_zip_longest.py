# C2: an iterator and zip_longest

from itertools import zip_longest

def merkle_root(txids):
    level = list(txids)
    if not level:
        raise ValueError("no txids")
    while level[1:]:
        pairs = iter(level)
        level = [hash256(a + b) for a, b in zip_longest(pairs, pairs, fillvalue=level[-1])]
    return level.pop()
