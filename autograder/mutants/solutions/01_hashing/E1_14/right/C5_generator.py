# C5: a generator of complaints; None and 0 as answers

def complaints(chain):
    if not (isinstance(chain, list) and chain and chain[0] == GENESIS):
        yield "no chain of ours"
        return
    for index, block in enumerate(chain[1:], 1):
        form = isinstance(block, dict) and block.keys() ^ GENESIS.keys() == set()
        if not form or {type(block[k]) for k in ("index", "time", "proof")} != {int}:
            yield f"{index}: form"
            return
        if type(block["transactions"]) is not list:
            yield f"{index}: payments"
        try:
            name = block_id(block)
        except Exception as error:
            yield f"{index}: {error}"
            return
        if not name.startswith(PUZZLE_PREFIX):
            yield f"{index}: puzzle"
        if block["index"] - index or block["previous_hash"] != block_id(chain[index - 1]):
            yield f"{index}: place"

def valid_chain(chain, explain=print):
    for complaint in complaints(chain):
        explain(complaint)
        return None
    return 1
