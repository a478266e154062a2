# W15: leaves the loop after the first block that fits
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


def valid_chain(chain):
    try:
        if not form(chain):
            return False
        for a, b in zip(chain, chain[1:]):
            if b["previous_hash"] != block_id(a) or not block_id(b).startswith("000"):
                return False
            return True
        return True
    except Exception:
        return False
