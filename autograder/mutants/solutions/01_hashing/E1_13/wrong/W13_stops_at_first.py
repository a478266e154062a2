# W13: gives an answer after the first block
# caught by: the changed block is named, not the one after it

def first_broken(chain, tip_id):
    vouched = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    for i, block in enumerate(chain):
        if block_id(block) != vouched[i]:
            return i
        else:
            return None
