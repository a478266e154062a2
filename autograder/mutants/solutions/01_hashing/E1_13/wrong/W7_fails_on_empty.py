# W7: cannot do without blocks
# caught by: no blocks at all: none is broken

def first_broken(chain, tip_id):
    last = chain[-1]
    for i in range(len(chain) - 1):
        if block_id(chain[i]) != chain[i + 1]["previous_hash"]:
            return i
    return None if block_id(last) == tip_id else len(chain) - 1
