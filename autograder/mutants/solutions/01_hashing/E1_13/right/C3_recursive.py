# C3: recursion

def first_broken(chain: list, tip_id: str, at: int = 0):
    if at == len(chain):
        return None
    vouched = chain[at + 1]["previous_hash"] if at + 1 < len(chain) else tip_id
    return at if block_id(chain[at]) != vouched else first_broken(chain, tip_id, at + 1)
