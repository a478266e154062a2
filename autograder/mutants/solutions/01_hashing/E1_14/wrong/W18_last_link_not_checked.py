# W18: does not look at the last link
# caught by: every link counts: blocks missing, exchanged, twice, or from another chain

def form(chain, genesis=True, index=True, keys="exact", kinds="type", payments=True):
    if not isinstance(chain, list) or not chain or genesis and chain[0] != GENESIS:
        return False
    for place, block in enumerate(chain[1:], start=1):
        if keys == "exact" and block.keys() != GENESIS.keys():
            return False
        if keys == "more" and not block.keys() >= GENESIS.keys():
            return False
        if keys == "fewer" and not block.keys() <= GENESIS.keys():
            return False
        for key in ("index", "time", "proof"):
            value = block.get(key, 0 if key != "index" else place)
            if kinds == "type" and type(value) is not int:
                return False
            if kinds == "isinstance" and not isinstance(value, int):
                return False
        if payments and not isinstance(block.get("transactions", []), list):
            return False
        if index and block.get("index", place) != place:
            return False
    return True


def solved(chain):
    return all(block_id(block).startswith("000") for block in chain[1:])


def linked(chain):
    return all(b["previous_hash"] == block_id(a) for a, b in zip(chain, chain[1:]))


def valid_chain(chain):
    try:
        return form(chain) and solved(chain) and linked(chain[:-1])
    except Exception:
        return False
