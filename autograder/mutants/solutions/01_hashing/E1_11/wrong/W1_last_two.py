# W1: compares the last two txids
# caught by: six, and six with the last two once more: the copy is one level up

def has_duplicate_subtree(txids):
    return len(txids) > 1 and txids[-1] == txids[-2]
