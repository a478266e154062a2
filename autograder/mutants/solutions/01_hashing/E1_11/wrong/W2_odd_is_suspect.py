# W2: takes every odd list for a forged one
# caught by: an honest list of odd length raises no alarm

def has_duplicate_subtree(txids):
    return len(txids) % 2 == 1 or len(set(txids)) < len(txids)
