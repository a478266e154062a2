# W23: splits in the middle instead of pairing
# caught by: three transactions: the odd one is hashed with itself

def need_some(txids):
    if not txids:
        raise ValueError("no txids")
    return list(txids)


def merkle_root(txids):
    txids = need_some(txids)
    if len(txids) == 1:
        return txids[0]
    half = (len(txids) + 1) // 2
    return hash256(merkle_root(txids[:half]) + merkle_root(txids[half:]))
