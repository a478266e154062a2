# W26: writes ids into the caller's blocks
# caught by: neither the chain nor the payments are changed

def right(chain, transactions, time):
    return {
        "index": len(chain),
        "time": time,
        "transactions": list(transactions),
        "previous_hash": block_id(chain[-1]) if chain else NO_PREVIOUS,
    }


def new_block(chain, transactions, time):
    block = right(chain, transactions, time)
    for i, old in enumerate(chain):
        old["index"] = i
        old["hash"] = block_id(old)
    return block
