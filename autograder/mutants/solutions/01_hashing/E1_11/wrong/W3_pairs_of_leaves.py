# W3: compares pairs at the leaf level only
# caught by: six, and six with the last two once more: the copy is one level up

def has_duplicate_subtree(txids):
    return any(a == b for a, b in zip(txids[::2], txids[1::2]))
