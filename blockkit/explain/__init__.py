"""Bytes with labels, and what happens in them, for somebody who has never seen a transaction.

:func:`explain` cuts a transaction, a header or a block into pieces that each say what they are;
:func:`render` draws the pieces as lines for a terminal, :func:`plain` gives them as plain data. The pieces
put together are the bytes that came in: nothing is left out or shown twice.

>>> from blockkit.data import real_block
>>> print(render(explain(real_block(1).header.serialize())[:2]))
        header: id
          00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048
     0  01000000          version: 4 bytes, little endian -> 1 (0x00000001)

:func:`describe` says what happens in a transaction, in a few lines; in a notebook, with a picture. Its
``story`` is the same as plain data.

>>> print(str(describe(real_block(170).transactions[1])).splitlines()[0])
story   It spends 1 output of earlier transactions and makes 2 outputs
"""

from blockkit.explain.cutter import Piece
from blockkit.explain.cutting import KINDS, explain, kind_of
from blockkit.explain.picture import describe
from blockkit.explain.rendering import DEPTHS, plain, render

__all__ = ["DEPTHS", "KINDS", "Piece", "describe", "explain", "kind_of", "plain", "render"]
