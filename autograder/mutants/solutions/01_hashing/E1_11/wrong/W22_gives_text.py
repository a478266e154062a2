# W22: gives the words yes and no
# caught by: an honest list of odd length raises no alarm

def has_duplicate_subtree(txids):
    return "yes" if len(set(txids)) < len(txids) else "no"
