# C2: walks from the end, reports the first

def first_broken(chain, tip_id):
    vouched, found = tip_id, None
    for i in range(len(chain) - 1, -1, -1):
        if block_id(chain[i]) != vouched:
            found = i
        vouched = chain[i]["previous_hash"]
    return found
