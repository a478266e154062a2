"""Proof of work: targets in compact form, work, the next target, and what the work is paid with.

A block is found when its id, read as a little-endian number, is *at most* the target. All of it is
whole numbers: with one float in a rule, two nodes may disagree.

Source: Bitcoin Core v28.1, ``pow.cpp``, ``arith_uint256.cpp``, ``chain.cpp`` and, for the subsidy,
``validation.cpp``; it is here because it is the pay for the work.
"""

from collections.abc import Callable, Sequence

from blockkit.block import HEADER_SIZE, Header
from blockkit.errors import Invalid, shown
from blockkit.guards import need_a, need_bytes, need_int
from blockkit.hashing import hash256
from blockkit.params import COIN, MAINNET, ChainParams, need_params

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
    return int.from_bytes(hash256(need_bytes(header, "a header", HEADER_SIZE)), "little") <= target


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
    target = bits_to_target(header.bits)
    if not 0 < target <= params.pow_limit:
        raise Invalid("high-hash", f"bits {header.bits:08x} stand for no target of the {params.name} chain")
    if not meets_target(header.serialize(), target):
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
