# W11: compares four bytes
# caught by: ids that only look alike are different

def has_duplicate_subtree(txids):
    return len({txid[:4] for txid in txids}) < len(txids)
