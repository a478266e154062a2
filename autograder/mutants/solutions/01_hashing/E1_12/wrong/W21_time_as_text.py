# W21: the time as text
# caught by: the time is the whole number that was handed in

def right(chain, transactions, time):
    return {
        "index": len(chain),
        "time": time,
        "transactions": list(transactions),
        "previous_hash": block_id(chain[-1]) if chain else NO_PREVIOUS,
    }


def new_block(chain, transactions, time):
    return {**right(chain, transactions, time), "time": str(time)}
