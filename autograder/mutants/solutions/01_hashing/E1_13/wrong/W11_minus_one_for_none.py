# W11: gives -1 when all hold
# caught by: a chain that holds has no broken block, however long

def right(chain, tip_id):
    vouched = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    for i, block in enumerate(chain):
        if block_id(block) != vouched[i]:
            return i
    return None


def first_broken(chain, tip_id):
    found = right(chain, tip_id)
    return -1 if found is None else found
