# W6: gives what the block says its index is
# caught by: a stored hash or position is not believed

def first_broken(chain, tip_id):
    vouched = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    for block, name in zip(chain, vouched):
        if block_id(block) != name:
            return block["index"]
