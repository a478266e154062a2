# C6: all ids first, then zip

def valid_chain(chain):
    try:
        if not chain or not isinstance(chain, list) or chain[0] != GENESIS:
            return False
        ids = [block_id(block) for block in chain]
        rest = list(zip(ids, ids[1:], chain[1:], range(1, len(chain))))
        return all(
            own.startswith("000")
            and block["previous_hash"] == before
            and {**block, "index": index} == block
            and list(sorted(block)) == ["index", "previous_hash", "proof", "time", "transactions"]
            and not any(isinstance(block[key], bool) for key in block)
            and all(isinstance(block[key], int) for key in ("index", "time", "proof"))
            and isinstance(block["transactions"], list)
            for before, own, block, index in rest
        )
    except (TypeError, ValueError, KeyError, AttributeError):
        return False
