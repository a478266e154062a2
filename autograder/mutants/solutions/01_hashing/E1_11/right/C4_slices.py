# C4: compares the slices that become siblings

def has_duplicate_subtree(txids):
    txids, size = tuple(txids), 1
    while size < len(txids):
        for start in range(0, len(txids), 2 * size):
            left, right = txids[start : start + size], txids[start + size : start + 2 * size]
            if left == right:
                return True
        size *= 2
    return False
