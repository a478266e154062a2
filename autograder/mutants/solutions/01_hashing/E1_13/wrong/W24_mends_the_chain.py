# W24: mends the links on the way
# caught by: history written anew and linked again: only the last id tells

def first_broken(chain, tip_id):
    found = None
    for i in range(len(chain) - 1):
        if block_id(chain[i]) != chain[i + 1]["previous_hash"]:
            found = i if found is None else found
            chain[i + 1]["previous_hash"] = block_id(chain[i])
    if found is None and chain and block_id(chain[-1]) != tip_id:
        found = len(chain) - 1
    return found
