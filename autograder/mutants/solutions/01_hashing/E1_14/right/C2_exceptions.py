# C2: raises inside, a wrapper outside

class Invalid(Exception):
    pass

def need(condition, why):
    if not condition:
        raise Invalid(why)

def check_block(before, block, index):
    need(isinstance(block, dict) and block.keys() == GENESIS.keys(), "keys")
    need(all(type(block[key]) is int for key in ("index", "time", "proof")), "numbers")
    need(block["index"] == index and isinstance(block["transactions"], list), "place or payments")
    need(block["previous_hash"] == block_id(before), "link")
    need(block_id(block).startswith(PUZZLE_PREFIX), "puzzle")

def valid_chain(chain):
    try:
        need(isinstance(chain, list) and chain and chain[0] == GENESIS, "genesis")
        for index in range(1, len(chain)):
            check_block(chain[index - 1], chain[index], index)
    except Exception:
        return False
    return True
