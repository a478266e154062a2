# W5: believes a stored hash
# caught by: a stored hash or position is not believed

def first_broken(chain, tip_id):
    vouched = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    for i, block in enumerate(chain):
        if block.get("hash", block_id(block)) != vouched[i]:
            return i
