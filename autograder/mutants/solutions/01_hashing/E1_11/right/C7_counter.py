# C7: a Counter, and an object as answer

from collections import Counter

class Findings:
    """What was found; true when there is anything."""

    def __init__(self, repeated):
        self.repeated = repeated

    def __len__(self):
        return len(self.repeated)

def has_duplicate_subtree(txids):
    return Findings([txid for txid, n in Counter(txids).items() if n > 1])
