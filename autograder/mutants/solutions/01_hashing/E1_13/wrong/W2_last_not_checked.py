# W2: ends before the last block
# caught by: the last block is checked against the id known from elsewhere

def first_broken(chain, tip_id):
    for i in range(len(chain) - 1):
        if block_id(chain[i]) != chain[i + 1]["previous_hash"]:
            return i
