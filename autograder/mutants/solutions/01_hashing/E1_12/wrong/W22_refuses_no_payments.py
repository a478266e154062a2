# W22: no block without payments
# caught by: the payments arrive, all of them and in their order

def right(chain, transactions, time):
    return {
        "index": len(chain),
        "time": time,
        "transactions": list(transactions),
        "previous_hash": block_id(chain[-1]) if chain else NO_PREVIOUS,
    }


def new_block(chain, transactions, time):
    if not transactions:
        return None
    return right(chain, transactions, time)
