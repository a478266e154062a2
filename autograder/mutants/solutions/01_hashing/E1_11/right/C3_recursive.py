# C3: recursion, and 1 or 0

def has_duplicate_subtree(txids: list, depth: int = 0) -> int:
    if len(txids) < 2:
        return 0
    pairs = [txids[i : i + 2] for i in range(0, len(txids), 2)]
    if any(len(pair) == 2 and pair[0] == pair[1] for pair in pairs):
        return 1
    return has_duplicate_subtree([hash256(pair[0] + pair[-1]) for pair in pairs], depth + 1)
