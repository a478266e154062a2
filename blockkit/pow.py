"""Proof of work: targets in compact form, work, the retarget, the subsidy, and the search for a nonce.

A block is found when its id, read as a little-endian number, is *at most* the target. All of it is
whole numbers: with one float in a rule, two nodes may disagree.

Source: Bitcoin Core v28.1, ``pow.cpp``, ``arith_uint256.cpp`` and ``chain.cpp``.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from blockkit.block import HEADER_SIZE, Header
from blockkit.engines import fast_search
from blockkit.errors import Invalid, shown
from blockkit.guards import need_a, need_bool, need_bytes, need_int
from blockkit.params import COIN, MAINNET, ChainParams, need_params

MAX_NONCE = 2**32  # one more than the largest nonce

# ---- targets -------------------------------------------------------------------------------------


def bits_to_target(bits: int) -> int:
    """The target that compact ``bits`` stand for: a byte of size, three bytes of digits.

    Raises :class:`Invalid` for a negative number, which no hash can meet, and for one above 256 bits.
    Source: Core, ``arith_uint256::SetCompact``.
    """
    bits = need_int(bits, "bits", 0, 2**32 - 1)
    size, digits = bits >> 24, bits & 0x7FFFFF
    target = digits >> 8 * (3 - size) if size <= 3 else digits << 8 * (size - 3)
    if bits & 0x800000 and target:
        raise Invalid("high-hash", f"bits {bits:08x} stand for a negative target")
    if target >= 2**256:
        raise Invalid("high-hash", f"bits {bits:08x} stand for a target above 256 bits")
    return target


def target_to_bits(target: int) -> int:
    """The compact form of a target; digits after the first three bytes are cut off, not rounded.

    A first digit byte of 80 or more would read as a sign, so a zero byte is put before it.
    Source: Core, ``arith_uint256::GetCompact``.
    """
    target = need_int(target, "a target", 0, 2**256 - 1)
    size = (target.bit_length() + 7) // 8
    digits = target << 8 * (3 - size) if size <= 3 else target >> 8 * (size - 3)
    if digits & 0x800000:
        digits, size = digits >> 8, size + 1
    return size << 24 | digits


def meets_target(header: bytes, target: int) -> bool:
    """Is the id of these 80 bytes, read as a little-endian number, at most ``target``?"""
    once = hashlib.sha256(need_bytes(header, "a header", HEADER_SIZE)).digest()
    return int.from_bytes(hashlib.sha256(once).digest(), "little") <= target


def check_pow(
    header: Header,
    params: ChainParams = MAINNET,
    bits_to_target: Callable[[int], int] = bits_to_target,
    meets_target: Callable[[bytes, int], bool] = meets_target,
) -> None:
    """The header keeps its own promise: its target is allowed, and its id meets it.

    The two functions are the ``Rules`` slots of the same names. Raises :class:`Invalid`
    (``high-hash``). Source: Core, ``CheckProofOfWork``.
    """
    need_a(Header, header, "the header")
    need_params(params)
    target = need_int(bits_to_target(header.bits), "what bits_to_target returns", 0, 2**256 - 1)
    if not 0 < target <= params.pow_limit:
        raise Invalid("high-hash", f"bits {header.bits:08x} stand for no target of the {params.name} chain")
    if not need_bool(meets_target(header.serialize(), target), "what meets_target returns"):
        number = int.from_bytes(header.hash, "little")
        raise Invalid("high-hash", f"the id is above the target: {number:064x} > {target:064x}")


def work(bits: int) -> int:
    """How many hashes a block of this target costs on average; 0 for bits that stand for no target.

    Source: Core, ``GetBlockProof``.
    """
    try:
        target = bits_to_target(bits)
    except Invalid:
        return 0
    return 2**256 // (target + 1) if target else 0


# ---- the next target -----------------------------------------------------------------------------


def next_bits(headers: Sequence[Header], params: ChainParams = MAINNET) -> int:
    """The bits that the block after ``headers`` must have.

    ``headers`` are the blocks since the last change, oldest first: 2,016 of them when the next change is
    due. The rule compares the first with the last of these, which is 2,015 intervals for a plan of
    2,016. The slip is Satoshi's, and it is the rule. Source: Core, ``GetNextWorkRequired``.
    """
    need_params(params)
    if not headers or not isinstance(headers, Sequence):
        raise ValueError(f"next_bits needs the headers since the last change, got {shown(headers)}")
    first, last = headers[0], headers[-1]
    need_a(Header, last, "each of the headers")
    if params.never_retarget or len(headers) < params.retarget_blocks:
        return last.bits
    return retarget(last.bits, first.time, last.time, params)


def retarget(bits: int, first_time: int, last_time: int, params: ChainParams = MAINNET) -> int:
    """The bits after a period that took from ``first_time`` to ``last_time`` (seconds).

    The target grows with the time, at most fourfold either way, and never beyond the chain's limit.
    Source: Core, ``CalculateNextWorkRequired``.
    """
    planned = params.retarget_blocks * params.block_seconds
    taken = min(max(last_time - first_time, planned // 4), planned * 4)
    return target_to_bits(min(bits_to_target(bits) * taken // planned, params.pow_limit))


def subsidy(height: int, params: ChainParams = MAINNET) -> int:
    """The new coins of a block, in satoshi: 50 bitcoins, halved every 210,000 blocks.

    Source: Core, ``GetBlockSubsidy``.
    """
    height = need_int(height, "a height", 0, 2**31 - 1)
    need_params(params)
    return 50 * COIN >> height // params.halving_blocks


# ---- the search ----------------------------------------------------------------------------------

PATIENCE = 2**20  # nonces to try before the compiler is worth starting


def search(
    header: Header, start: int = 0, stop: int = MAX_NONCE, slice_size: int = 2**16
) -> Iterator[Header | None]:
    """Look for a nonce from ``start`` up to, not including, ``stop``, a slice at a time.

    Yields ``None`` after each slice without a find, so that the caller can show progress, do something
    else, or stop; at last the header with its nonce. Ends without one when there is none. In a long
    search the compiled loop of :mod:`blockkit.engines.fast_search` takes over when it is installed and ready;
    the nonce found is the same.
    """
    need_a(Header, header, "the header")
    start = need_int(start, "the first nonce", 0, MAX_NONCE)
    stop = need_int(stop, "the nonce to stop before", 0, MAX_NONCE)
    slice_size = need_int(slice_size, "a slice", 1, MAX_NONCE)
    target, beginning = bits_to_target(header.bits), header.serialize()[:76]
    for low in range(start, stop, slice_size):
        compiled = fast_search.compiled() if low - start >= PATIENCE else None
        nonce = (compiled or search_slice)(beginning, target, low, min(low + slice_size, stop))
        if nonce is not None:
            yield replace(header, nonce=nonce)
            return
        yield None


def search_slice(header76: bytes, target: int, start: int, stop: int) -> int | None:
    """The first nonce from ``start`` up to, not including, ``stop`` that meets the target, or ``None``.

    The beginning of the header is hashed once and copied for each nonce. Whether a hash is above the
    target is nearly always told by its last four bytes, the first digits of the number.
    """
    begun, sha256 = hashlib.sha256(header76), hashlib.sha256
    first_digits = target.to_bytes(32, "big")[:4]
    for nonce in range(start, stop):
        inner = begun.copy()
        inner.update(nonce.to_bytes(4, "little"))
        digest = sha256(inner.digest()).digest()
        if digest[:27:-1] <= first_digits and int.from_bytes(digest, "little") <= target:
            return nonce
    return None
