# W1: stores what list.clear() returns: None
# caught by: the payments arrive, all of them and in their order

def new_block(chain, transactions, time):
    return {
        "index": len(chain),
        "time": time,
        "transactions": list(transactions).clear(),
        "previous_hash": block_id(chain[-1]) if chain else NO_PREVIOUS,
    }
