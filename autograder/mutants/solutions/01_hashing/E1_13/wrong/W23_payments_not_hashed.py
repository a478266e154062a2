# W23: the ids it computes leave the payments out
# caught by: the changed block is named, not the one after it

known = {}

def first_broken(chain, tip_id):
    vouched = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    for i, block in enumerate(chain):
        key = json.dumps({k: v for k, v in block.items() if k != "transactions"}, sort_keys=True)
        name = known.setdefault(key, block_id(block))
        if name != vouched[i]:
            return i
