# C6: sorts, then compares neighbours

from itertools import pairwise
from operator import eq

has_duplicate_subtree = lambda txids: any(eq(a, b) for a, b in pairwise(sorted(txids)))
