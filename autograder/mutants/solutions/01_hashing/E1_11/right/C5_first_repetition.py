# C5: gives what it found, or None

def has_duplicate_subtree(txids):
    seen = set()
    for txid in txids:
        if txid in seen:
            return txid
        seen.add(txid)
