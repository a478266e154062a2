# W26: true when the root turns up on the way, or is the txid itself
# caught by: a node from inside the tree is no transaction

def merkle_proof(txids, index):
    level, proof = list(txids), []
    while len(level) > 1:
        level += level[len(level) - len(level) % 2 :]
        proof.append(level[index ^ 1])
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
        index //= 2
    return proof


def verify_proof(txid, index, count, proof, root):
    if txid == root:
        return True
    if len(proof) != (count - 1).bit_length():
        return False
    for other in proof:
        txid = hash256(other + txid if index % 2 else txid + other)
        if txid == root:
            return True
        index //= 2
    return False
