# C4: builds all levels, then reads

def levels(txids):
    tree = [tuple(txids)]
    while len(tree[-1]) > 1:
        below = tree[-1] + tree[-1][-1:] * (len(tree[-1]) % 2)
        tree.append(tuple(hash256(below[i] + below[i + 1]) for i in range(0, len(below), 2)))
    return tree

def merkle_proof(txids, index):
    proof = []
    for level in levels(txids)[:-1]:
        sibling = index + 1 if index % 2 == 0 else index - 1
        proof.append(level[sibling] if sibling < len(level) else level[index])
        index = index // 2
    return proof

def verify_proof(txid, index, count, proof, root, hash_function=None):
    from math import ceil, log2
    h = hash_function or hash256
    if len(proof) != (ceil(log2(count)) if count > 1 else 0):
        return None
    for bit, other in enumerate(proof):
        txid = h(other + txid) if index & (1 << bit) else h(txid + other)
    return txid == root
