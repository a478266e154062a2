# W11: believes an empty proof
# caught by: a proof that is too short or too long does not hold, and is no error

def merkle_proof(txids, index):
    level, proof = list(txids), []
    while len(level) > 1:
        level += level[len(level) - len(level) % 2 :]
        proof.append(level[index ^ 1])
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
        index //= 2
    return proof


def verify_proof(txid, index, count, proof, root):
    if not proof:
        return True
    if len(proof) != (count - 1).bit_length():
        return False
    for other in proof:
        txid = hash256(other + txid if index % 2 else txid + other)
        index //= 2
    return txid == root
