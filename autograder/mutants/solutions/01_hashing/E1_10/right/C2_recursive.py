# C2: recursion both ways; other true and false values

def merkle_proof(txids: list, index: int) -> list:
    if len(txids) == 1:
        return []
    last = len(txids) - 1
    above = [hash256(txids[i] + txids[min(i + 1, last)]) for i in range(0, len(txids), 2)]
    return [txids[min(index ^ 1, last)]] + merkle_proof(above, index // 2)

def verify_proof(txid, index, count, proof, root):
    if count == 1 or not proof:
        return count == 1 and not proof and txid == root and "yes"
    other, *rest = proof
    node = hash256(other + txid) if index & 1 else hash256(txid + other)
    return verify_proof(node, index >> 1, (count + 1) >> 1, rest, root)
