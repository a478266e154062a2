# C6: an OrderedDict and its own hash of the last block

import hashlib
from collections import OrderedDict

def name_of(block):
    text = json.dumps(block, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(hashlib.sha256(text.encode()).digest()).hexdigest()

def new_block(chain, transactions, time):
    copy = [dict(payment) for payment in transactions]
    previous = name_of(chain[-1]) if chain else "00" * 32
    return OrderedDict(index=len(chain), time=time, transactions=copy, previous_hash=previous)
