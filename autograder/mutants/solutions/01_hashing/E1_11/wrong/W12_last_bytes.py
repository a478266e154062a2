# W12: compares the last bytes
# caught by: ids that only look alike are different

def has_duplicate_subtree(txids):
    return len({txid[-8:] for txid in txids}) < len(txids)
