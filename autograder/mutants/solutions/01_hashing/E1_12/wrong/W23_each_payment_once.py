# W23: drops payments that occur twice
# caught by: the payments arrive, all of them and in their order

def right(chain, transactions, time):
    return {
        "index": len(chain),
        "time": time,
        "transactions": list(transactions),
        "previous_hash": block_id(chain[-1]) if chain else NO_PREVIOUS,
    }


def new_block(chain, transactions, time):
    once = [tx for i, tx in enumerate(transactions) if tx not in transactions[:i]]
    return right(chain, once, time)
