# W5: takes every error for a yes
# caught by: what is no chain at all is not valid, and is no error

def whole(block):
    numbers = all(type(block[key]) is int for key in ("index", "time", "proof"))
    return numbers and isinstance(block["transactions"], list)


def valid_chain(chain):
    try:
        if not chain or chain[0] != GENESIS:
            return False
        for a, b in zip(chain, chain[1:]):
            if b.keys() != GENESIS.keys() or b["index"] != chain.index(b) or not whole(b):
                return False
            if b["previous_hash"] != block_id(a) or not block_id(b).startswith("000"):
                return False
    except Exception:
        return True
    return True
