# W21: finds its place by list.index
# caught by: ids that occur twice count twice, and a list that changed is read again

def need_some(txids):
    if not txids:
        raise ValueError("no txids")
    return list(txids)


def merkle_root(txids):
    level = need_some(txids)
    while len(level) > 1:
        above = []
        for a in level:
            i = level.index(a)
            if i % 2 == 0:
                above.append(hash256(a + level[min(i + 1, len(level) - 1)]))
        level = above
    return level[0]
