# C2: level by level, as Bitcoin Core's flag

def has_duplicate_subtree(txids):
    level, mutated = list(txids), False
    while len(level) > 1:
        for i in range(0, len(level) - 1, 2):
            mutated |= level[i] == level[i + 1]
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[i] + level[i + 1]) for i in range(0, len(level), 2)]
    return mutated
