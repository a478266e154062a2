# W15: True and False exchanged
# caught by: real blocks are honest, with one transaction or with 213

def has_duplicate_subtree(txids):
    return len(set(txids)) == len(txids)
