# W22: hashes one after the other, from the left
# caught by: three transactions: the odd one is hashed with itself

def need_some(txids):
    if not txids:
        raise ValueError("no txids")
    return list(txids)


def merkle_root(txids):
    root, *rest = need_some(txids)
    for txid in rest:
        root = hash256(root + txid)
    return root
