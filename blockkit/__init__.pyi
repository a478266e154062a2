"""What type checkers and editors read; at run time the names load when they are first asked for."""

from blockkit.base58 import decode_base58check as decode_base58check
from blockkit.base58 import encode_base58check as encode_base58check
from blockkit.block import Block as Block
from blockkit.block import Header as Header
from blockkit.block import check_block as check_block
from blockkit.chain import Chain as Chain
from blockkit.digests import sighash as sighash
from blockkit.encoding import decode_varint as decode_varint
from blockkit.encoding import encode_varint as encode_varint
from blockkit.errors import Invalid as Invalid
from blockkit.hashing import from_display as from_display
from blockkit.hashing import hash160 as hash160
from blockkit.hashing import hash256 as hash256
from blockkit.hashing import sha256 as sha256
from blockkit.hashing import to_display as to_display
from blockkit.interpreter import Flag as Flag
from blockkit.keys import PrivateKey as PrivateKey
from blockkit.merkle import has_duplicate_subtree as has_duplicate_subtree
from blockkit.merkle import merkle_proof as merkle_proof
from blockkit.merkle import merkle_root as merkle_root
from blockkit.merkle import verify_proof as verify_proof
from blockkit.node.mempool import Mempool as Mempool
from blockkit.node.mining import block_template as block_template
from blockkit.node.mining import mine as mine
from blockkit.node.mining import search as search
from blockkit.params import CLASSROOM as CLASSROOM
from blockkit.params import MAINNET as MAINNET
from blockkit.params import REGTEST as REGTEST
from blockkit.params import ChainParams as ChainParams
from blockkit.pow import bits_to_target as bits_to_target
from blockkit.pow import check_pow as check_pow
from blockkit.pow import next_bits as next_bits
from blockkit.pow import subsidy as subsidy
from blockkit.pow import target_to_bits as target_to_bits
from blockkit.pow import work as work
from blockkit.rules import RULES as RULES
from blockkit.rules import Rules as Rules
from blockkit.rules import rules_for as rules_for
from blockkit.script import ScriptError as ScriptError
from blockkit.transaction import OutPoint as OutPoint
from blockkit.transaction import Transaction as Transaction
from blockkit.transaction import TxIn as TxIn
from blockkit.transaction import TxOut as TxOut
from blockkit.transaction import check_transaction as check_transaction
from blockkit.unlocking import verify_script as verify_script
from blockkit.utxo import Coin as Coin
from blockkit.validation import connect_block as connect_block
from blockkit.wallet.wallet import Wallet as Wallet
from blockkit.wallet.wallet import new_key as new_key

__version__: str
HOMES: dict[str, str]
