# W10: compares the two halves of the list
# caught by: three, and three with the last one once more

def has_duplicate_subtree(txids):
    half = len(txids) // 2
    return half > 0 and txids[:half] == txids[half:]
