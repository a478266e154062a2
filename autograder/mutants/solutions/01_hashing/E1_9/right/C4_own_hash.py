# C4: hashlib, a class, an empty list is an IndexError

import hashlib

class Tree:
    """A tree of one use."""

    def __init__(self, leaves):
        self.level = leaves

    def up(self):
        level = self.level
        step = lambda i: level[i] + level[i + 1 if i + 1 < len(level) else i]
        sha = lambda data: hashlib.sha256(data).digest()
        return Tree(tuple(sha(sha(step(i))) for i in range(0, len(level), 2)))

    @staticmethod
    def root(txids, progress=False):
        tree = Tree(txids)
        while len(tree.level) > 1:
            tree = tree.up()
            if progress:
                print(len(tree.level))
        return tree.level[0]

merkle_root = Tree.root
