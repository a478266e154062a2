# W2: keeps the caller's list itself
# caught by: what happens to the caller's list later does not reach the block

def new_block(chain, transactions, time):
    return {
        "index": len(chain),
        "time": time,
        "transactions": transactions,
        "previous_hash": block_id(chain[-1]) if chain else NO_PREVIOUS,
    }
