# W6: counts from 1
# caught by: the index is the number of blocks before it

def right(chain, transactions, time):
    return {
        "index": len(chain),
        "time": time,
        "transactions": list(transactions),
        "previous_hash": block_id(chain[-1]) if chain else NO_PREVIOUS,
    }


def new_block(chain, transactions, time):
    return {**right(chain, transactions, time), "index": len(chain) + 1}
