# C1: gives a reason that is true or false

class Verdict:
    def __init__(self, reason=""):
        self.reason = reason

    def __bool__(self):
        return not self.reason

def valid_chain(chain):
    if not isinstance(chain, list) or not chain:
        return Verdict("no chain")
    if chain[0] != GENESIS:
        return Verdict("another genesis")
    for i, block in enumerate(chain):
        if i == 0:
            continue
        if not isinstance(block, dict) or set(block) != set(GENESIS):
            return Verdict(f"block {i} has other keys")
        if any(type(block[k]) is not int for k in ("index", "time", "proof")) or block["index"] != i:
            return Verdict(f"the numbers of block {i}")
        if type(block["transactions"]) is not list:
            return Verdict(f"the payments of block {i}")
        if block["previous_hash"] != block_id(chain[i - 1]):
            return Verdict(f"the link of block {i}")
        try:
            if not block_id(block).startswith(PUZZLE_PREFIX):
                return Verdict(f"the puzzle of block {i}")
        except (TypeError, ValueError):
            return Verdict(f"block {i} has no JSON")
    return Verdict()
