# W10: lets errors out
# caught by: what is no chain at all is not valid, and is no error

def whole(block):
    numbers = all(type(block[key]) is int for key in ("index", "time", "proof"))
    return numbers and isinstance(block["transactions"], list)


def valid_chain(chain):
    if not chain or chain[0] != GENESIS:
        return False
    for i in range(1, len(chain)):
        block = chain[i]
        if block.keys() != GENESIS.keys() or block["index"] != i or not whole(block):
            return False
        if block["previous_hash"] != block_id(chain[i - 1]) or not block_id(block).startswith("000"):
            return False
    return True
