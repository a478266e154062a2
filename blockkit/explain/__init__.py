"""Bytes with labels: a transaction, a header or a block, cut into pieces that each say what they are.

:func:`explain` cuts, :func:`render` draws the pieces as lines for a terminal, :func:`plain` gives them as
plain data. The pieces put together are the bytes that came in: nothing is left out or shown twice.

>>> from blockkit.data import real_block
>>> print(render(explain(real_block(1).header.serialize())[:2]))
        header: id
          00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048
     0  01000000          version: 4 bytes, little endian -> 1 (0x00000001)
"""

from blockkit.explain.cutter import Piece
from blockkit.explain.cutting import KINDS, explain, kind_of
from blockkit.explain.rendering import DEPTHS, plain, render

__all__ = ["DEPTHS", "KINDS", "Piece", "explain", "kind_of", "plain", "render"]
