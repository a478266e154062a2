# C1: next(..., None)

def first_broken(chain, tip_id):
    vouched = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    return next((i for i, (b, v) in enumerate(zip(chain, vouched)) if block_id(b) != v), None)
