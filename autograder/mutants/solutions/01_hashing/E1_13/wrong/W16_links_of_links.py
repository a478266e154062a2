# W16: compares previous_hash with previous_hash
# caught by: the changed block is named, not the one after it

def first_broken(chain, tip_id):
    for i in range(1, len(chain)):
        if chain[i]["previous_hash"] == chain[i - 1]["previous_hash"]:
            return i
    if chain and block_id(chain[-1]) != tip_id:
        return len(chain) - 1
