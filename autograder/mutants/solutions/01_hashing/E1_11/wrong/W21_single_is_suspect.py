# W21: alarms for a single transaction
# caught by: real blocks are honest, with one transaction or with 213

def has_duplicate_subtree(txids):
    return txids[0] == txids[-1] or len(set(txids)) < len(txids)
