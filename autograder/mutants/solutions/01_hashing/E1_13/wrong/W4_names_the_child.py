# W4: names the block whose link does not fit
# caught by: the changed block is named, not the one after it

def first_broken(chain, tip_id):
    for i in range(1, len(chain)):
        if block_id(chain[i - 1]) != chain[i]["previous_hash"]:
            return i
    if chain and block_id(chain[-1]) != tip_id:
        return len(chain)
