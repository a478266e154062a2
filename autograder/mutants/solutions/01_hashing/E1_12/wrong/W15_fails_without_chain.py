# W15: cannot make the first block
# caught by: the first block of all points to 64 zeros

def new_block(chain, transactions, time):
    return {
        "index": len(chain),
        "time": time,
        "transactions": list(transactions),
        "previous_hash": block_id(chain[-1]),
    }
