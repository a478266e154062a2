# W3: tries both sides at every step
# caught by: the right transaction at another place does not hold

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
    nodes = {txid}
    for other in proof:
        nodes = {hash256(n + other) for n in nodes} | {hash256(other + n) for n in nodes}
    return root in nodes
