from blockkit.classroom.json_chain import block_id

block = {'index': 1, 'time': 1231731025, 'transactions': [{'from': 'Alice', 'to': 'Bob', 'amount': 5000000}], 'previous_hash': '0007ab0347844281a636475190688982be5bae04e78498008b633d6ecfdd4110'}

def first_broken(chain: list[dict], tip_id: str) -> int | None:
    """The index of the first block that is not what was vouched for, or ``None``."""
    vouched = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    for index, block in enumerate(chain):
        if block_id(block) != vouched[index]:
            return index
    return None
