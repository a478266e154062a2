# C1: (side, hash) pairs inside, converted at the edge

def steps(txids, index):
    level = list(txids)
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        yield ("right", level[index + 1]) if index % 2 == 0 else ("left", level[index - 1])
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
        index //= 2

def merkle_proof(txids, index):
    return [step for _, step in steps(txids, index)]

def verify_proof(txid, index, count, proof, root):
    length = 0
    while 2**length < count:
        length += 1
    if len(proof) != length:
        return False
    sides = ["left" if index >> i & 1 else "right" for i in range(length)]
    for side, other in zip(sides, proof):
        txid = hash256(other + txid) if side == "left" else hash256(txid + other)
    return txid == root
