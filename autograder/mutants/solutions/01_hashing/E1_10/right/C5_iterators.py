# C5: iterators, and an error turned into False

from functools import reduce

def merkle_proof(txids, index):
    def walk(level, place):
        while len(level) > 1:
            if len(level) % 2 == 1:
                level = [*level, level[-1]]
            yield level[place ^ 1]
            pairs = iter(level)
            level, place = [hash256(a + b) for a, b in zip(pairs, pairs)], place >> 1
    return list(walk(list(txids), index))

def verify_proof(txid, index, count, proof, root):
    def join(node, step):
        level, other = step
        return hash256(other + node) if index >> level & 1 else hash256(node + other)
    try:
        assert len(proof) == (len(bin(count - 1)) - 2 if count > 1 else 0)
        return reduce(join, enumerate(proof), txid) == root
    except AssertionError:
        return False
