# W14: pads the caller's list
# caught by: the list is left alone, a tuple will do, and each list is judged anew

def has_duplicate_subtree(txids):
    found = len(set(txids)) < len(txids)
    if isinstance(txids, list) and len(txids) % 2:
        txids.append(txids[-1])
    return found
