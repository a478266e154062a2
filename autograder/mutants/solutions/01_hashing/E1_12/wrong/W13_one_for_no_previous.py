# W13: the tutorials' previous_hash "1"
# caught by: the first block of all points to 64 zeros

def right(chain, transactions, time):
    return {
        "index": len(chain),
        "time": time,
        "transactions": list(transactions),
        "previous_hash": block_id(chain[-1]) if chain else NO_PREVIOUS,
    }


def new_block(chain, transactions, time):
    block = right(chain, transactions, time)
    return block if chain else {**block, "previous_hash": "1"}
