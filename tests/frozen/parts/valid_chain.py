from blockkit.classroom.json_chain import GENESIS
from blockkit.classroom.json_chain import PUZZLE_PREFIX
from blockkit.classroom.json_chain import block_id

block = {'index': 1, 'time': 1231731025, 'transactions': [{'from': 'Alice', 'to': 'Bob', 'amount': 5000000}], 'previous_hash': '0007ab0347844281a636475190688982be5bae04e78498008b633d6ecfdd4110'}
index = 4

def valid_chain(chain: list[dict]) -> bool:
    """Is every block in place, linked to the one before, and mined, from ``GENESIS`` on?"""
    if not isinstance(chain, list) or not chain:
        return False
    try:
        if chain[0] != GENESIS:
            return False
        for index, block in enumerate(chain[1:], start=1):
            if not isinstance(block, dict) or block.keys() != GENESIS.keys():
                return False
            if any(type(block[key]) is not int for key in ("index", "time", "proof")):
                return False
            if not isinstance(block["transactions"], list) or block["index"] != index:
                return False
            if block["previous_hash"] != block_id(chain[index - 1]):
                return False
            if not block_id(block).startswith(PUZZLE_PREFIX):
                return False
    except (TypeError, ValueError, RecursionError):
        return False
    return True
