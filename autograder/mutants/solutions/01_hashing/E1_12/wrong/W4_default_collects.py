# W4: a default argument collects the payments of all blocks
# caught by: a block knows nothing of the block made before it

def right(chain, transactions, time):
    return {
        "index": len(chain),
        "time": time,
        "transactions": list(transactions),
        "previous_hash": block_id(chain[-1]) if chain else NO_PREVIOUS,
    }


def new_block(chain, transactions, time, pending=[]):
    pending.extend(transactions)
    return right(chain, pending, time)
