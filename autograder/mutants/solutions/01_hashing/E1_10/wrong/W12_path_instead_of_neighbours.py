# W12: gives the nodes on the way, not their neighbours
# caught by: the proof of every place, bottom up

def verify_proof(txid, index, count, proof, root):
    if len(proof) != (count - 1).bit_length():
        return False
    for other in proof:
        txid = hash256(other + txid if index % 2 else txid + other)
        index //= 2
    return txid == root


def merkle_proof(txids, index):
    level, proof = list(txids), []
    while len(level) > 1:
        proof.append(level[index])
        level += level[len(level) - len(level) % 2 :]
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
        index //= 2
    return proof
