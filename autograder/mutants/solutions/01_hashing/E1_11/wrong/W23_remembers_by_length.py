# W23: remembers its answer by length and first txid
# caught by: the list is left alone, a tuple will do, and each list is judged anew

known = {}

def has_duplicate_subtree(txids):
    key = len(txids), txids[0]
    if key not in known:
        known[key] = len(set(txids)) < len(txids)
    return known[key]
