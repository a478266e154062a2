# C5: one pass with a stack of waiting nodes

def merkle_root(txids):
    assert txids, "no txids"
    waiting = []  # (height, node), heights fall
    height = 0
    for txid in txids:
        node, height = txid, 0
        while waiting and waiting[-1][0] == height:
            node, height = hash256(waiting.pop()[1] + node), height + 1
        waiting.append((height, node))
    height, node = waiting.pop()
    while waiting:
        while waiting[-1][0] > height:
            node, height = hash256(node + node), height + 1
        node, height = hash256(waiting.pop()[1] + node), height + 1
    return node
