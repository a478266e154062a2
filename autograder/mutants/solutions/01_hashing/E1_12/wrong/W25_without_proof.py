# W25: the previous id does not cover the proof
# caught by: all of the last block counts in its id, the payments too

def right(chain, transactions, time):
    return {
        "index": len(chain),
        "time": time,
        "transactions": list(transactions),
        "previous_hash": block_id(chain[-1]) if chain else NO_PREVIOUS,
    }


def new_block(chain, transactions, time):
    block = right(chain, transactions, time)
    if chain:
        bare = {key: value for key, value in chain[-1].items() if key != "proof"}
        block["previous_hash"] = block_id(bare)
    return block
