# C5: a sentinel block behind the last one; own hash

import hashlib

def name(block):
    text = json.dumps(block, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return hashlib.sha256(hashlib.sha256(text).digest()).hexdigest()

class Auditor:
    def __call__(self, chain, tip_id):
        padded = [*chain, {"previous_hash": tip_id}]
        at = 0
        while at < len(chain):
            if name(padded[at]) != padded[at + 1]["previous_hash"]:
                return at
            at += 1
        return None

first_broken = Auditor()
