# W12: hashes all txids in one go
# caught by: three transactions: the odd one is hashed with itself

def need_some(txids):
    if not txids:
        raise ValueError("no txids")
    return list(txids)


def merkle_root(txids):
    level = need_some(txids)
    return level[0] if len(level) == 1 else hash256(b"".join(level))
