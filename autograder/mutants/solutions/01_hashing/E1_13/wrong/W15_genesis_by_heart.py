# W15: compares the first block with GENESIS, and no more
# caught by: the very first block is checked, and its number is 0

def first_broken(chain, tip_id):
    if chain and {k: v for k, v in chain[0].items() if k != "previous_hash"} != {k: v for k, v in GENESIS.items() if k != "previous_hash"}:
        return 0
    vouched = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    for i in range(1, len(chain)):
        if block_id(chain[i]) != vouched[i]:
            return i
