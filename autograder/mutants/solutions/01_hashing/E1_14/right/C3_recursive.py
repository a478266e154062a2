# C3: from the end to the beginning

def valid_chain(chain):
    if not isinstance(chain, list) or not chain:
        return False
    if len(chain) == 1:
        return chain == [GENESIS]
    *before, block = chain
    return valid_chain(before) and follows(before, block)

def follows(before, block):
    match block:
        case {"index": int(i), "time": int(t), "proof": int(p), "transactions": list(), "previous_hash": str(link)}:
            if len(block) != 5 or bool in map(type, (i, t, p)) or i != len(before):
                return False
            try:
                return link == block_id(before[-1]) and block_id(block)[:3] == "000"
            except ValueError:
                return False
    return False
