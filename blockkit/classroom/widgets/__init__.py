"""The widgets of the course: controls above a figure. They hold no rules; the figures do all the work.

Each shows itself as two outputs: the living widget and, for a page where no kernel runs, the same figure for
a few values. JupyterLab shows one of them.
"""

from blockkit.classroom.widgets.lesson01a_fingerprints import fingerprint, your_text
from blockkit.classroom.widgets.lesson01b_bytes import header
from blockkit.classroom.widgets.lesson01c_merkle import merkle
from blockkit.classroom.widgets.lesson01d_chain import chain
from blockkit.classroom.widgets.lesson02a_mining import mining, mining_time
from blockkit.classroom.widgets.lesson02b_retarget import changes, four_bytes, jump
from blockkit.classroom.widgets.lesson02c_coins import miner, supply
from blockkit.classroom.widgets.lesson02d_forks import block_tree, confirmations, robbery
from blockkit.classroom.widgets.lesson03a_keys import address_strip, curve
from blockkit.classroom.widgets.lesson03b_transactions import malleate, transaction
from blockkit.classroom.widgets.lesson03c_scripts import pasted_spend, stepper
from blockkit.classroom.widgets.lesson03d_ledger import block_moves, judge, pay, split

__all__ = [
    "your_text", "fingerprint", "header", "merkle", "chain", "mining", "mining_time",
    "changes", "four_bytes", "jump", "supply", "miner", "block_tree", "confirmations", "robbery",
    "curve", "address_strip", "transaction", "malleate",
    "stepper", "pasted_spend",
    "pay", "block_moves", "split", "judge",
]  # fmt: skip
