# W20: takes the blocks out of the chain
# caught by: a chain that holds has no broken block, however long

def first_broken(chain, tip_id):
    i = 0
    while chain:
        block = chain.pop(0)
        if block_id(block) != (chain[0]["previous_hash"] if chain else tip_id):
            return i
        i += 1
