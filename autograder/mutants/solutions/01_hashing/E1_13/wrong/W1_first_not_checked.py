# W1: begins with the second block
# caught by: the very first block is checked, and its number is 0

def first_broken(chain, tip_id):
    vouched = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    for i in range(1, len(chain)):
        if block_id(chain[i]) != vouched[i]:
            return i
