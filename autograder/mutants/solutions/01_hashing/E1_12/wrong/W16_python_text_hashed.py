# W16: hashes Python's text of the block
# caught by: the next block points to the id of the last one

def right(chain, transactions, time):
    return {
        "index": len(chain),
        "time": time,
        "transactions": list(transactions),
        "previous_hash": block_id(chain[-1]) if chain else NO_PREVIOUS,
    }


import hashlib

def new_block(chain, transactions, time):
    block = right(chain, transactions, time)
    if chain:
        block["previous_hash"] = hashlib.sha256(str(chain[-1]).encode()).hexdigest()
    return block
