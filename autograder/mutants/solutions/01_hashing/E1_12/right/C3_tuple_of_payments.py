# C3: a tuple, and zeros written out

def new_block(chain, transactions, time):
    *_, last = [None, *chain]
    return {
        "previous_hash": block_id(last) if last else "0" * 64,
        "transactions": (*transactions,),
        "time": time,
        "index": sum(1 for _ in chain),
    }
