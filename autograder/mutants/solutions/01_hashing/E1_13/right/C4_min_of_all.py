# C4: the smallest of all

from itertools import chain as joined

def first_broken(chain, tip_id, verbose=False):
    ids = map(block_id, chain)
    told = joined((block["previous_hash"] for block in chain[1:]), (tip_id,))
    return min((i for i, same in enumerate(map(str.__eq__, ids, told)) if not same), default=None)
