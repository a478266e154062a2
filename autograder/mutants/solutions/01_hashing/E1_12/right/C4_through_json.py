# C4: a copy through JSON, and the last index plus one

def new_block(chain, transactions, time, note=None):
    index, previous = 0, NO_PREVIOUS
    if chain:
        index, previous = chain[-1]["index"] + 1 if chain[-1]["index"] == len(chain) - 1 else len(chain), block_id(chain[-1])
    return json.loads(json.dumps({"index": index, "time": time, "transactions": transactions, "previous_hash": previous}))
