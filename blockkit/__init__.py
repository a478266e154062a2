"""blockkit: Bitcoin's rules, short enough to read in an afternoon.

For study only: never use it with real keys or real money.

A good way to read it: ``hashing`` and ``merkle``, ``transaction`` and ``block``, ``script`` and
``interpreter``, ``unlocking``, ``pow`` and ``headers``, then ``utxo`` and ``chain``, where everything meets;
later ``witness`` and ``taproot``. The names below are the ones most often needed; each is loaded from its
module when it is first asked for, so that ``import blockkit`` costs next to nothing.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

HOMES = {  # module: what it lends to the package; __init__.pyi says the same to editors and type checkers
    "base58": "decode_base58check encode_base58check",
    "block": "Block Header check_block",
    "chain": "Chain",
    "digests": "sighash",
    "encoding": "decode_varint encode_varint",
    "errors": "Invalid",
    "hashing": "from_display hash160 hash256 sha256 to_display",
    "interpreter": "Flag",
    "keys": "PrivateKey",
    "node.mempool": "Mempool",
    "merkle": "has_duplicate_subtree merkle_proof merkle_root verify_proof",
    "node.mining": "block_template mine search",
    "params": "CLASSROOM MAINNET REGTEST ChainParams",
    "pow": "bits_to_target check_pow next_bits subsidy target_to_bits work",
    "rules": "RULES Rules rules_for",
    "script": "ScriptError",
    "transaction": "OutPoint Transaction TxIn TxOut check_transaction",
    "unlocking": "verify_script",
    "utxo": "Coin",
    "validation": "connect_block",
    "wallet.wallet": "Wallet new_key",
}
_HOME = {name: module for module, names in HOMES.items() for name in names.split()}
__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(
            f"module 'blockkit' has no attribute {name!r}; docs/reference.md lists those of each module"
        )
    value = getattr(import_module(f"blockkit.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
