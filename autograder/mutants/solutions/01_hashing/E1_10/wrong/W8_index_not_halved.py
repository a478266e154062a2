# W8: asks for the side of the leaf at every level
# caught by: true proofs hold, for every number of transactions and in real blocks

def merkle_proof(txids, index):
    level, proof = list(txids), []
    while len(level) > 1:
        level += level[len(level) - len(level) % 2 :]
        proof.append(level[index ^ 1])
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
        index //= 2
    return proof


def verify_proof(txid, index, count, proof, root):
    if len(proof) != (count - 1).bit_length():
        return False
    for other in proof:
        txid = hash256(other + txid if index % 2 else txid + other)
    return txid == root
