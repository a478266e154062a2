# C1: every repetition is illegal

def has_duplicate_subtree(txids):
    return len(set(txids)) < len(txids)
