# W16: looks only where the number is a power of two
# caught by: a copy at the front or in the middle

def has_duplicate_subtree(txids):
    n = len(txids)
    return n & (n - 1) == 0 and len(set(txids)) < n
