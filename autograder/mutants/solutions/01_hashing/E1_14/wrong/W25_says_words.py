# W25: gives the words valid and invalid
# caught by: the chain that is handed in is judged: rubbish, 99 times

def right(chain):
    if not isinstance(chain, list) or not chain or chain[0] != GENESIS:
        return False
    for index, block in enumerate(chain[1:], start=1):
        if not isinstance(block, dict) or block.keys() != GENESIS.keys() or block["index"] != index:
            return False
        if any(type(block[key]) is not int for key in ("index", "time", "proof")):
            return False
        if not isinstance(block["transactions"], list):
            return False
        try:
            name = block_id(block)
        except (TypeError, ValueError):
            return False
        if block["previous_hash"] != block_id(chain[index - 1]) or not name.startswith("000"):
            return False
    return True


def valid_chain(chain):
    return "valid" if right(chain) else "invalid"
