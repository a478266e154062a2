# C3: node by level and place

def merkle_root(txids):
    def node(level, place):
        width = -(-len(txids) // 2**level)
        place = min(place, width - 1)
        if level == 0:
            return txids[place]
        return hash256(node(level - 1, 2 * place) + node(level - 1, 2 * place + 1))
    return node((len(txids) - 1).bit_length(), 0)
