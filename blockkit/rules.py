"""The replaceable parts of the machine.

``Rules`` is a bundle of functions, one for each rule that a student of the course writes. The
default of every slot is the library's own function; ``replace`` swaps one in:

>>> from dataclasses import replace
>>> from blockkit import RULES
>>> mine = replace(RULES, hash256=lambda data: bytes(32))
>>> mine.hash256(b"anything")[:4]
b'\\x00\\x00\\x00\\x00'

Everything that follows a rule takes a ``Rules`` as an argument. Nothing is patched or reloaded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from blockkit import encoding, hashing, merkle
from blockkit.block import Header


@dataclass(frozen=True, slots=True)
class Rules:
    """Bitcoin's rules as far as the library has them. Hashes are bytes in wire order."""

    hash256: Callable[[bytes], bytes] = hashing.hash256
    to_display: Callable[[bytes], str] = hashing.to_display
    from_display: Callable[[str], bytes] = hashing.from_display
    encode_varint: Callable[[int], bytes] = encoding.encode_varint
    decode_varint: Callable[[bytes, int], tuple[int, int]] = encoding.decode_varint
    header_bytes: Callable[[Header], bytes] = Header.serialize
    merkle_root: Callable[[Sequence[bytes]], bytes] = merkle.merkle_root
    merkle_proof: Callable[[Sequence[bytes], int], list[bytes]] = merkle.merkle_proof
    verify_proof: Callable[[bytes, int, int, Sequence[bytes], bytes], bool] = merkle.verify_proof
    has_duplicate_subtree: Callable[[Sequence[bytes]], bool] = merkle.has_duplicate_subtree

    def block_hash(self, header: Header) -> bytes:
        """The id of a block, by these rules: ``hash256`` of ``header_bytes``."""
        return self.hash256(self.header_bytes(header))


RULES = Rules()
