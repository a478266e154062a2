# W17: gives the block itself
# caught by: the changed block is named, not the one after it

def right(chain, tip_id):
    vouched = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    for i, block in enumerate(chain):
        if block_id(block) != vouched[i]:
            return i
    return None


def first_broken(chain, tip_id):
    found = right(chain, tip_id)
    return found if found is None else chain[found]
