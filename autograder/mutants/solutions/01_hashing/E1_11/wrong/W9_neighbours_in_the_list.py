# W9: compares every two neighbours in the list
# caught by: six, and six with the last two once more: the copy is one level up

def has_duplicate_subtree(txids):
    return any(a == b for a, b in zip(txids, txids[1:]))
