# W9: names the last of several
# caught by: several are broken: the first of them is named

def first_broken(chain, tip_id):
    vouched = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    found = None
    for i, block in enumerate(chain):
        if block_id(block) != vouched[i]:
            found = i
    return found
