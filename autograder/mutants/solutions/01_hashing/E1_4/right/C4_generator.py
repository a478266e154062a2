# C4: itertools and a generator; a namedtuple as result

from collections import namedtuple
from itertools import count

Pair = namedtuple("Pair", "one other")

def hashes(bits, h):
    for i in count(1):
        data = i.to_bytes(8, "little")
        yield format(int.from_bytes(h(data), "big"), "0256b")[:bits], data

def find_collision(bits: int, h, verbose: bool = False):
    seen = {}
    for begin, data in hashes(bits, h):
        if begin in seen:
            return Pair(seen[begin], data)
        seen[begin] = data
