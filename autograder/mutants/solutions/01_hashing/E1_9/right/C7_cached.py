# C7: a cached helper over tuples

from functools import lru_cache

@lru_cache(maxsize=None)
def root(level):
    if len(level) < 2:
        return level[0]
    level += level[-1:] * (len(level) % 2)
    return root(tuple(hash256(a + b) for a, b in zip(level[0::2], level[1::2], strict=True)))

def merkle_root(txids):
    return root(tuple(txids))
