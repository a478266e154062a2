"""The pictures of the course, one module a lesson.

Each is a pure function of a few parameters and of the rules it is drawn by; the same call gives the
same bytes. A function of yours that raises, never ends or returns something else never stops a
picture: the reference draws it, and a banner says why.
"""

from blockkit.classroom.figures.address_strip import FORMS, LONGEST, MOST_KEYS, address_length, address_strip
from blockkit.classroom.figures.coinbase import coinbase_bytes, coinbase_scale
from blockkit.classroom.figures.four_bytes import four_bytes
from blockkit.classroom.figures.judged_blocks import judged_blocks, wallet_file
from blockkit.classroom.figures.ledger_moves import BLOCKS, block_moves, split_picture
from blockkit.classroom.figures.lesson01a_fingerprints import avalanche, birthday, bit_count, fingerprint
from blockkit.classroom.figures.lesson01b_bytes import HEADER_FIELDS, header_dump, header_value, two_orders
from blockkit.classroom.figures.lesson01c_merkle import merkle_tree, merkle_twins
from blockkit.classroom.figures.lesson01d_chain import (
    CHAIN_FIELDS,
    TIP_ID,
    TOY_CHAIN,
    chain_value,
    json_chain,
)
from blockkit.classroom.figures.lesson02a_mining import mining
from blockkit.classroom.figures.lesson02b_retarget import LEAST, MOST, changes
from blockkit.classroom.figures.lesson02c_coins import (
    CHAINS,
    MOST_FEES,
    MOST_HEIGHT,
    halvings,
    last_height,
    miner,
    supply,
)
from blockkit.classroom.figures.lesson02d_chains import robbery, six_nodes
from blockkit.classroom.figures.lesson02d_forks import block_tree, unmasked
from blockkit.classroom.figures.lesson02d_races import confirmations
from blockkit.classroom.figures.lesson03a_keys import PRIMES, curve, signature
from blockkit.classroom.figures.lesson03b_transactions import (
    MALLEABLE,
    WHICH,
    bytes_hashed,
    malleate,
    signed_bytes,
    spent,
)
from blockkit.classroom.figures.lesson03c_scripts import (
    FILMS,
    MOST_STEPS,
    PROGRAMS,
    SPOILS,
    pasted_spend,
    script_film,
    stepper,
)
from blockkit.classroom.figures.lesson03d_ledger import (
    MOST_AMOUNT,
    MOST_RATE,
    cards,
    pay,
    unmasked_ledgers,
)
from blockkit.classroom.figures.locks import key_tiles, lock_line
from blockkit.classroom.figures.machine import machine
from blockkit.classroom.figures.mail_box import mail_box
from blockkit.classroom.figures.miners_jump import miners_jump
from blockkit.classroom.figures.mining_time import mining_time
from blockkit.classroom.figures.own_block import my_block, price_of_repair
from blockkit.classroom.figures.own_periods import first_period, hundred_periods
from blockkit.classroom.figures.own_rewards import my_rewards
from blockkit.classroom.figures.real_trees import real_trees
from blockkit.classroom.figures.slide_errors import misprints
from blockkit.classroom.figures.tx_dump import DUMPED, FIELDS, SIGNERS, transaction, tx_dump

__all__ = [
    "avalanche", "birthday", "bit_count", "fingerprint",
    "HEADER_FIELDS", "header_dump", "header_value", "two_orders",
    "merkle_tree", "merkle_twins", "real_trees",
    "CHAIN_FIELDS", "TIP_ID", "TOY_CHAIN", "chain_value", "json_chain", "machine",
    "mining", "mining_time", "mail_box", "my_block", "price_of_repair",
    "LEAST", "MOST", "changes", "four_bytes", "miners_jump", "first_period", "hundred_periods",
    "block_tree", "unmasked", "confirmations", "robbery", "six_nodes",
    "CHAINS", "MOST_FEES", "MOST_HEIGHT", "halvings", "last_height", "miner", "supply",
    "coinbase_bytes", "coinbase_scale", "my_rewards",
    "PRIMES", "curve", "signature", "FORMS", "LONGEST", "MOST_KEYS", "address_length",
    "address_strip",
    "DUMPED", "FIELDS", "SIGNERS", "transaction", "tx_dump", "MALLEABLE", "WHICH", "malleate",
    "bytes_hashed", "signed_bytes", "spent", "misprints",
    "FILMS", "PROGRAMS", "SPOILS", "MOST_STEPS",
    "script_film", "stepper", "pasted_spend", "key_tiles", "lock_line",
    "cards", "pay", "MOST_AMOUNT", "MOST_RATE", "unmasked_ledgers", "BLOCKS", "block_moves", "split_picture",
    "judged_blocks", "wallet_file",
]  # fmt: skip
