# C2: a deep copy

from copy import deepcopy

def new_block(chain: list[dict], transactions: list[dict], time: int) -> dict:
    previous = NO_PREVIOUS
    if len(chain) > 0:
        previous = block_id(chain[-1])
    block = dict(index=len(chain), time=time, transactions=deepcopy(transactions))
    block["previous_hash"] = previous
    return block
