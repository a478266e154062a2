"""blockkit: Bitcoin's rules, short enough to read in an afternoon.

For study only: never use it with real keys or real money.
"""

from blockkit.block import Header
from blockkit.encoding import (
    decode_base58check,
    decode_varint,
    encode_base58check,
    encode_varint,
)
from blockkit.errors import Invalid
from blockkit.hashing import from_display, hash160, hash256, sha256, to_display
from blockkit.merkle import has_duplicate_subtree, merkle_proof, merkle_root, verify_proof
from blockkit.rules import RULES, Rules

__version__ = "0.1.0"

__all__ = [
    "RULES",
    "Header",
    "Invalid",
    "Rules",
    "__version__",
    "decode_base58check",
    "decode_varint",
    "encode_base58check",
    "encode_varint",
    "from_display",
    "has_duplicate_subtree",
    "hash160",
    "hash256",
    "merkle_proof",
    "merkle_root",
    "sha256",
    "to_display",
    "verify_proof",
]
