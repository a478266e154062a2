# W10: counts the broken ones
# caught by: several are broken: the first of them is named

def first_broken(chain, tip_id):
    vouched = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    return sum(block_id(block) != name for block, name in zip(chain, vouched)) or None
