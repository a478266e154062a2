# C1: recursion with min(i + 1, last)

def merkle_root(txids):
    def up(level):
        if len(level) == 1:
            return level[0]
        last = len(level) - 1
        return up([hash256(level[i] + level[min(i + 1, last)]) for i in range(0, len(level), 2)])
    if not txids:
        raise ArithmeticError("no txids have no root")
    return up(list(txids))
