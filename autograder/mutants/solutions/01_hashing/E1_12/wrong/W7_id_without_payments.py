# W7: the previous id does not cover the payments
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
    if len(chain) > 1:
        bare = {key: value for key, value in chain[-1].items() if key != "transactions"}
        block["previous_hash"] = block_id(bare)
    return block
