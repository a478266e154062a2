# W17: the id as bytes
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
    return {**block, "previous_hash": bytes.fromhex(block["previous_hash"])}
