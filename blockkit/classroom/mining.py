"""The search of the mining pictures: a slice of nonces at a time, so that somebody can look on, and stop it.

Nothing here knows a clock, a screen or a task. Each step says how far the search has come:

>>> [step.nonces for step in search(Mined(target_of(8.0), wanted=2))]
[(236,), (236, 395)]

A student's ``find_nonce`` does the search. The library goes over the same slice for the best try in it, so it
knows the right answer too: a wrong one is named, and the reference takes over.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.messages import say
from blockkit.classroom.trying.trial import CannotUse, try_call
from blockkit.data import real_block
from blockkit.errors import shown
from blockkit.hashing import hash256
from blockkit.node.mining import search_slice

SLICE = 16_384  # nonces: some 15 ms
SECONDS_A_SLICE = 0.25  # of processor time, for a student's function; a slice takes a tenth of it
MOST_TRIES = 4_000_000  # then a search ends, and can be continued
LEAST, MOST = 4.0, 80.0  # zero bits that a picture shows

HEADER76 = real_block(0).header.serialize()[:76]  # the real one: all its nonces but one are losers

Try = tuple[int, int]  # the number that a header's hash is, and its nonce


@cache
def target_of(zero_bits: float) -> int:
    """The target of so many zero bits, to a tenth: 2^(256 − n), rounded down, less 1. In whole numbers."""
    tenths = round(10 * zero_bits)
    if not 0 <= tenths <= 2560:
        raise ValueError(f"zero bits must lie between 0 and 256, got {shown(zero_bits)}")
    return _tenth_root(1 << 2560 - tenths) - 1


def _tenth_root(number: int) -> int:
    """The largest whole number whose tenth power is at most ``number``: Newton's way, from above."""
    root = 1 << -(-number.bit_length() // 10)
    while True:
        lower = (9 * root + number // root**9) // 10
        if lower >= root:
            return root
        root = lower


def number_of(nonce: int, header76: bytes = HEADER76) -> int:
    """The id of the header with this nonce, as the number that is compared with a target."""
    return int.from_bytes(hash256(header76 + nonce.to_bytes(4, "little")), "little")


@dataclass(frozen=True, slots=True)
class Mined:
    """How far a search has come. It begins at nonce 0 and goes on after each block that it finds."""

    target: int
    wanted: int  # blocks
    nonces: tuple[int, ...] = ()  # that were found
    tries: int = 0  # so many nonces were tried: the next one
    best: Try | None = None  # the lowest number since the last block; of the last block when all are found
    note: str = ""  # why the reference does the search
    ended: str = ""  # "" while it runs, "done", "bound", or another word for why not

    @property
    def tries_a_block(self) -> tuple[int, ...]:
        """How many tries each block took."""
        ends = [-1, *self.nonces]
        return tuple(end - before for before, end in pairwise(ends))

    @property
    def since_last(self) -> int:
        """How many tries there were since the last block."""
        return self.tries - sum(self.tries_a_block)


def search(
    begun: Mined, rules: CourseRules = REFERENCE, most: int = MOST_TRIES, size: int = SLICE
) -> Iterator[Mined]:
    """Go on from ``begun``: each step is a slice, or what of it came before a block.

    Ends when all blocks are found, or after ``most`` more tries.
    """
    now, last = replace(begun, ended=""), begun.tries + most
    while not now.ended:
        stop = min(now.tries + size, last)
        best = now.best if now.since_last else None
        best, nonce = scanned(now.target, now.tries, stop, best)
        note = now.note or _judged(rules, now, stop, nonce)
        if nonce is None:
            now = replace(now, tries=stop, best=best, note=note, ended="bound" if stop == last else "")
        else:
            nonces = (*now.nonces, nonce)
            ended = "done" if len(nonces) == now.wanted else "bound" if nonce + 1 == last else ""
            now = replace(now, nonces=nonces, tries=nonce + 1, best=best, note=note, ended=ended)
        yield now


def scanned(target: int, start: int, stop: int, best: Try | None) -> tuple[Try | None, int | None]:
    """The best try up to the first that meets ``target``, and its nonce; ``None`` where none does.

    A search whose target falls to each number that it finds passes only the best ones.
    """
    while True:
        nonce = search_slice(HEADER76, best[0] - 1 if best else 2**256 - 1, start, stop)
        if nonce is None:
            return best, None
        best = number_of(nonce), nonce
        if best[0] <= target:
            return best, nonce
        start = nonce + 1


def _judged(rules: CourseRules, now: Mined, stop: int, right: int | None) -> str:
    """Let ``find_nonce`` search the slice; a note when its answer cannot be used, or is wrong."""
    find: Callable[..., int | None] = rules.find_nonce
    if find is REFERENCE.find_nonce:
        return ""
    try:
        said = try_call(find, HEADER76, now.target, now.tries, stop, seconds=SECONDS_A_SLICE)
    except CannotUse as problem:
        return say("stands-in", slot="find_nonce", why=str(problem))
    if type(said) is type(right) and said == right:
        return ""
    call = f"find_nonce(header76, target, {now.tries}, {stop})"
    return say(
        "stands-in", slot="find_nonce", why=say("mining-wrong", call=call, said=shown(said), right=right)
    )


# ---- mined before --------------------------------------------------------------------------------

# What ``search`` finds, so that a page on which nothing runs has results: zero bits, and the nonces found.
EXAMPLES: dict[float, tuple[int, ...]] = {
    8.0: (
        236, 395, 581, 641, 784, 983, 999, 1109, 1393, 1613, 2569, 2666, 2684, 3149, 3151, 3269, 3696, 3851,
        4053, 4170, 4200, 4564, 5691, 5964, 6105, 6116, 6462, 6573, 6582, 6838,
    ),
    12.0: (
        4200, 6573, 8569, 8603, 8993, 19129, 23519, 28302, 28898, 32322, 62127, 63609, 64171, 73359, 83084,
        87595, 92460, 93348, 96887, 105813, 111733, 116188, 116230, 116777, 122647, 124811, 133422, 134560,
        136225, 137462,
    ),
    12.5: (
        4200, 6573, 8603, 8993, 23519, 28898, 62127, 73359, 83084, 87595, 93348, 96887, 111733, 116188,
        122647, 124811, 136225, 137462, 141183, 160627, 162820, 165824, 176290, 179968, 186849, 191014,
        196722, 197299, 199078, 199327,
    ),
    16.0: (8603, 111733, 250707),
}  # fmt: skip


def example(zero_bits: float, blocks: int) -> Mined | None:
    """A search for ``blocks`` that was made before, where there is one; ``ended`` is "example"."""
    nonces = EXAMPLES.get(zero_bits, ())[:blocks]
    if len(nonces) < blocks:
        return None
    best = number_of(nonces[-1]), nonces[-1]
    return Mined(target_of(zero_bits), blocks, nonces, nonces[-1] + 1, best, ended="example")
