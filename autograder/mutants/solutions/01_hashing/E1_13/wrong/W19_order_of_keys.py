# W19: hashes JSON with the keys as they come
# caught by: a chain that holds has no broken block, however long

from hashlib import sha256 as sha

def first_broken(chain, tip_id):
    def name(block):
        text = json.dumps(block, separators=(",", ":"), ensure_ascii=False)
        return sha(sha(text.encode()).digest()).hexdigest()
    vouched = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    for i, block in enumerate(chain):
        if name(block) != vouched[i]:
            return i
