# C5: a table of 256 counts, operator.xor and map

from operator import xor

ONES = [f"{i:b}".count("1") for i in range(256)]

def changed_bits(a, b, table=ONES):
    return sum(map(table.__getitem__, map(xor, a, b)))
