# W18: wants a list
# caught by: the list is left alone, a tuple will do, and each list is judged anew

def has_duplicate_subtree(txids):
    txids = txids + [] if isinstance(txids, list) else [txids]
    return len(set(txids)) < len(txids)
