# W12: always points to the first block
# caught by: the next block points to the id of the last one

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
        block["previous_hash"] = block_id(chain[0])
    return block
