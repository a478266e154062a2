# W14: takes a block without a solved puzzle for broken
# caught by: a chain that holds has no broken block, however long

def first_broken(chain, tip_id):
    vouched = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    for i, block in enumerate(chain):
        if block_id(block) != vouched[i] or not block_id(block).startswith("000"):
            return i
