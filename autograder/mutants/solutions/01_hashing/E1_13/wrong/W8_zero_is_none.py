# W8: takes index 0 for nothing found
# caught by: the very first block is checked, and its number is 0

def right(chain, tip_id):
    vouched = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    for i, block in enumerate(chain):
        if block_id(block) != vouched[i]:
            return i
    return None


def first_broken(chain, tip_id):
    return right(chain, tip_id) or None
