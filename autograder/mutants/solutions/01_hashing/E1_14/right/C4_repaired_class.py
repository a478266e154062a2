# C4: the tutorial's class, repaired

class Blockchain:
    def __init__(self):
        self.chain = [GENESIS]

    @staticmethod
    def valid_block(last, block, index):
        if not isinstance(block, dict) or sorted(map(str, block)) != sorted(GENESIS):
            return False
        if not (type(block["index"]) == type(block["time"]) == type(block["proof"]) == int):
            return False
        if block["index"] != index or not isinstance(block["transactions"], list):
            return False
        return block["previous_hash"] == block_id(last) and block_id(block).startswith(PUZZLE_PREFIX)

    def valid_chain(self, chain):
        if type(chain) is not list or chain[:1] != [GENESIS]:
            return False
        try:
            return all(self.valid_block(chain[i - 1], chain[i], i) for i in range(1, len(chain)))
        except (ValueError, TypeError, KeyError):
            return False

valid_chain = Blockchain().valid_chain
