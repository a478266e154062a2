"""What the pictures of lesson 02b compute: periods of blocks under the rule that moves the target.

Three experiments. :func:`jump` lets miners come or go and clocks lie, with average times. :func:`judged` has
a chain of somebody's rules judge Bitcoin's first headers. :func:`grown` mines a chain of its own, block after
block, where the clock is as fast as the miners were lucky.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import log2

from blockkit.block import Header
from blockkit.chain import Chain
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.messages import say
from blockkit.data.first_headers import first_headers
from blockkit.errors import Invalid
from blockkit.hashing import hash256
from blockkit.headers import BlockIndex, since_change
from blockkit.params import CLASSROOM, MAINNET, ChainParams

START = 1_300_000_000  # the clock of the first block of an experiment
# The chains of the first experiment, by the length of their period, and the bits at which each begins.
CHAINS = {2016: (MAINNET, 0x1903A30C), 10: (CLASSROOM, 0x1F00FFFF)}

NextBits = Callable[[Sequence[Header], ChainParams], int]


def tries(target: int) -> float:
    """How many hashes a block costs on average."""
    return 2.0**256 / (target + 1)


def zero_bits(target: int) -> float:
    """The target as a number of zero bits, which need not be whole."""
    return 256 - log2(target + 1)


def target_of(bits: int) -> int:
    """The target that any bits stand for; at least 1, so that it can be drawn."""
    try:
        return max(REFERENCE.bits_to_target(bits), 1)
    except Invalid:
        return 1


# ---- miners come and go --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Period:
    """One period of the first experiment."""

    bits: int
    seconds: float  # a block, on average
    first_time: int  # of its first block, as its header says
    last_time: int
    cut_off: bool  # was the time that was taken more than four times too long or too short?
    next_bits: int

    @property
    def zero_bits(self) -> float:
        """Of the period's target."""
        return zero_bits(target_of(self.bits))


def jump(factor: float, minutes: int, blocks: int, next_bits: NextBits, periods: int = 13) -> list[Period]:
    """A period at the planned speed, then others with so many times the miners.

    The last clock of every period is wrong by so many minutes.
    """
    params, bits = CHAINS[blocks]
    plan, clock, found = blocks * params.block_seconds, float(START), []
    hashes = tries(target_of(bits)) / params.block_seconds  # a second
    blank = first_headers()[0]
    for number in range(periods):
        seconds = tries(target_of(bits)) / hashes / (factor if number else 1)
        first, last = round(clock), round(clock + (blocks - 1) * seconds) + 60 * minutes
        times = (first, (first + last) // 2, last)
        ends = [replace(blank, time=time % 2**32, bits=bits) for time in times]
        following = next_bits([ends[0], *[ends[1]] * (blocks - 2), ends[2]], params)
        cut_off = not plan // 4 <= last - first <= plan * 4
        found.append(Period(bits, seconds, first, last, cut_off, following))
        clock += blocks * seconds
        bits = following
    return found


# ---- Bitcoin's first headers ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far a chain came, and why it went no further."""

    accepted: int  # headers above block 0
    why: str  # nothing when all were accepted


def judged(rules: CourseRules) -> Judgement:
    """The real headers 1 to 2,016, by these rules: linked, met, with the bits that they ask for."""
    headers = first_headers()
    chain = Chain(replace(rules, params=MAINNET))
    for number, header in enumerate(headers[1:]):
        try:
            chain.accept_header(header, header.time)
        except Invalid as refused:
            return Judgement(number, str(refused))
    return Judgement(len(headers) - 1, "")


# ---- a chain of one's own ------------------------------------------------------------------------

PER_SECOND = 384 / 60  # hashes of the miners at first: their target is below 8.6 zero bits
PERIODS = 100
MOST_TRIES = 200_000  # for a block, and in all ten times as many


@dataclass(slots=True)
class Growth:
    """What became of a chain: its targets, and how long blocks took."""

    bits: list[int] = field(default_factory=list)  # of each period
    seconds: list[float] = field(default_factory=list)  # a block, in each period
    miners: list[int] = field(default_factory=list)  # in each period, 1 or 2
    tries: int = 0
    other: tuple[int, int, int] | None = None  # the first change that differs: height, theirs, the rule's
    stopped: str = ""  # at which block, and why, where not all blocks were found


def miners_in(period: int) -> int:
    """The middle third has twice as many."""
    return 2 if PERIODS // 3 <= period < 2 * PERIODS // 3 + 1 else 1


def grown(rules: CourseRules) -> Growth:
    """A hundred periods on the classroom's chain, mined and judged by these rules."""
    growth = Growth()
    chain = Chain(replace(rules, params=CLASSROOM))
    tip = chain.tip
    for period in range(PERIODS):
        began, miners = tip, miners_in(period)
        while tip.height + 1 < CLASSROOM.retarget_blocks * (period + 1):  # the first period has block 0
            # The clock is a part of what is hashed: so a block is as late as the one before was lucky.
            waited = (tip.header.nonce + 1) / miners / PER_SECOND
            header = _mined(rules, tip, tip.header.time + max(1, round(waited)), growth)
            if header is None:
                return growth
            try:
                tip = chain.accept_header(header, header.time)
            except Invalid as refused:
                growth.stopped = say("hundred-refused", height=tip.height + 1, why=refused)
                return growth
        growth.bits.append(tip.header.bits)
        growth.seconds.append((tip.header.time - began.header.time) / (tip.height - began.height))
        growth.miners.append(miners)
    return growth


def _mined(rules: CourseRules, tip: BlockIndex, time: int, growth: Growth) -> Header | None:
    """The next header, by these rules; ``None`` when too many tries were in vain."""
    since = since_change(tip, CLASSROOM)
    bits, right = rules.next_bits(since, CLASSROOM), REFERENCE.next_bits(since, CLASSROOM)
    if bits != right and growth.other is None:
        growth.other = tip.height + 1, bits, right
    root = hash256(f"block {tip.height + 1}".encode())
    header = Header(4, tip.hash, root, time, bits, 0)
    target = rules.bits_to_target(bits)
    most = max(0, min(MOST_TRIES, 10 * MOST_TRIES - growth.tries))
    nonce = rules.find_nonce(header.serialize()[:76], target, 0, most)
    if nonce is None:
        facts = {"height": tip.height + 1, "tries": f"{most:,}", "bits": f"{zero_bits(target):.1f}"}
        growth.stopped = say("hundred-in-vain", **facts)
        return None
    growth.tries += nonce + 1
    return replace(header, nonce=nonce)
