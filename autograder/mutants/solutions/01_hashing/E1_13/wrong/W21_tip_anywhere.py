# W21: is content when the tip's id turns up anywhere
# caught by: the last block is checked against the id known from elsewhere

def first_broken(chain, tip_id):
    names = [block_id(block) for block in chain]
    for i in range(len(chain) - 1):
        if names[i] != chain[i + 1]["previous_hash"]:
            return i
    if chain and tip_id not in names:
        return len(chain) - 1
