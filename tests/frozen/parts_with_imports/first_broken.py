from blockkit.classroom import json_chain


def first_broken(chain, tip_id):
    known = [block['previous_hash'] for block in chain[1:]] + [tip_id]
    for place, block in enumerate(chain):
        if json_chain.block_id(block) != known[place]:
            return place
    return None
