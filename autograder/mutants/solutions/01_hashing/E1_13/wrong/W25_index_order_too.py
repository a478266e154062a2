# W25: looks at the index fields first
# caught by: blocks that changed places, are missing or stand twice

def right(chain, tip_id):
    vouched = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    for i, block in enumerate(chain):
        if block_id(block) != vouched[i]:
            return i
    return None


def first_broken(chain, tip_id):
    for i, block in enumerate(chain):
        if block.get("index") != i:
            return i
    return right(chain, tip_id)
