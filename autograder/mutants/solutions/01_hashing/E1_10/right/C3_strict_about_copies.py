# C3: also refuses a neighbour of the odd node that is no copy

def merkle_proof(txids, index):
    width, level, out = len(txids), list(txids), ()
    while width > 1:
        out += (level[min(index ^ 1, width - 1)],)
        level = [hash256(level[i] + level[i + 1 if i + 1 < width else i]) for i in range(0, width, 2)]
        width, index = len(level), index // 2
    return out

def verify_proof(txid, index, count, proof, root):
    node, place, width = txid, index, count
    for other in proof:
        if width == 1 or (place == width - 1 and place % 2 == 0 and other != node):
            return 0
        node = hash256(other + node if place % 2 else node + other)
        place, width = place // 2, -(-width // 2)
    return int(width == 1 and node == root)
