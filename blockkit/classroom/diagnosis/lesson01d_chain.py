"""Probes of lesson 01d. Each list goes from small to large, and from plain to odd."""

import json
from collections.abc import Iterator
from typing import Any

from blockkit.classroom.diagnosis.probe import Probe, each, each_named
from blockkit.classroom.json_chain import GENESIS, NO_PREVIOUS, SECOND, Block, block_id, canonical
from blockkit.classroom.messages import say

HAL, ANN = {"to": "Hal", "amount": 10}, {"to": "Ann", "amount": 3}
ZHANG = {"from": "李", "to": "张三", "amount": 7, "notes": ["a", {"b": None}]}


def _linked(number: int, start: int = 0) -> list[Block]:
    """So many blocks that point back, with a payment each, not mined; the first one is no ``GENESIS``."""
    chain: list[Block] = []
    for index in range(start, start + number):
        previous = block_id(chain[-1]) if chain else NO_PREVIOUS
        payments = [{"to": "Ann", "amount": index}]
        chain.append(
            {"index": index, "time": 1000 + 600 * index, "transactions": payments, "previous_hash": previous}
        )
    return chain


FIVE = _linked(5)

# ---- E1.12: chain, payments and time -------------------------------------------------------------

NEXT: list[tuple[Any, ...]] = [
    ([], [], 0), ([], [], 1231006505), ([], [HAL], 600), ([], [ANN, HAL], 1200),
    ([GENESIS], [], 1231006505), ([GENESIS], [], 1), ([GENESIS], [HAL], 1231731025), ([GENESIS], [HAL, ANN],
    1231731025),
    ([GENESIS], [ANN, HAL], 2**32 - 1), ([GENESIS], [HAL, HAL], 5), ([GENESIS], [ZHANG], 5), ([GENESIS],
    [HAL] * 5, 5),
    ([GENESIS, SECOND], [], 1231732000), ([GENESIS, SECOND], [HAL], 1231732000), ([SECOND], [HAL], 7),
    ([SECOND, GENESIS], [HAL], 7), ([GENESIS] * 3, [], 7), (FIVE[:1], [HAL], 1600), (FIVE[:2], [HAL], 2200),
    (FIVE[:3], [], 9),
    (FIVE, [ANN], 4000), (FIVE[::-1], [ANN], 4000), ([{**FIVE[0], "proof": 5}], [], 8), ([{**FIVE[0],
    "proof": 6}], [], 8),
    ([FIVE[0], {**FIVE[1], "index": 7}], [], 8), ([FIVE[0], {**FIVE[1], "transactions": []}], [], 8),
    ([FIVE[0], {**FIVE[1], "transactions": [ZHANG]}], [], 8), ([FIVE[0], {**FIVE[1], "time": 0}], [], 8),
    ([FIVE[0], {**FIVE[1], "previous_hash": "f" * 64}], [], 8), (_linked(12), [HAL], 9),
]  # fmt: skip


def _adds_a_payment(chain: list[Block], payments: list[Any], time: int) -> None:
    payments.append(ANN)


def _shared(found: Any, expected: Any, *_: Any) -> str:
    return "" if found == expected else say("probe-shared-list")


# The caller's list changes when the block has been made.
CHANGED_LATER = [
    Probe(args, later=_adds_a_payment, words=_shared)
    for args in (([GENESIS], [HAL], 10), ([GENESIS], [], 10))
]

FIRST_PROOF = 70  # solves the puzzle for a first block that is a second later than GENESIS

# ---- E1.13: chains, and the id that was noted ----------------------------------------------------


def _noted() -> Iterator[tuple[list[Block], str]]:
    last = block_id(FIVE[-1])

    def late(*places: int, field: str = "time", value: object = 1) -> list[Block]:
        return [{**block, field: value} if place in places else block for place, block in enumerate(FIVE)]

    yield [], NO_PREVIOUS
    yield [], last
    for number in (1, 2, 3, 5):
        yield FIVE[:number], block_id(FIVE[number - 1])
    yield [GENESIS], block_id(GENESIS)
    yield [GENESIS, SECOND], block_id(SECOND)
    yield FIVE[2:], last
    yield _linked(3, start=4), block_id(_linked(3, start=4)[-1])
    yield [dict(reversed(block.items())) for block in FIVE], last
    yield [json.loads(canonical(block)) for block in FIVE], last  # keys in order, at every depth
    yield [json.loads(canonical(block)) for block in late(1)], last
    for number in (1, 2, 4):
        yield FIVE[:number], last
    yield FIVE, block_id(FIVE[3])
    yield FIVE, block_id(FIVE[0])
    yield FIVE, NO_PREVIOUS
    yield [GENESIS, SECOND], block_id(GENESIS)
    yield [{**GENESIS, "time": 1}, SECOND], block_id(SECOND)
    yield [{**GENESIS, "previous_hash": "f" * 64}, SECOND], block_id(SECOND)
    unmined = {
        **FIVE[1],
        "previous_hash": block_id(GENESIS),
    }  # a chain that begins with GENESIS, as in the lesson
    tail = {**FIVE[2], "previous_hash": block_id(unmined)}
    yield [GENESIS, unmined, tail], block_id(tail)
    yield [GENESIS, unmined, tail], last
    yield [GENESIS, {**unmined, "time": 7}, tail], block_id(tail)
    yield [{**GENESIS, "time": 7}, unmined, tail], block_id(tail)
    unsolved, solved = {**GENESIS, "proof": 1}, {**GENESIS, "time": 1231006506, "proof": FIRST_PROOF}
    yield [unsolved], block_id(unsolved)
    yield [solved], block_id(solved)
    yield [GENESIS, {**SECOND, "proof": 1}], block_id({**SECOND, "proof": 1})
    for place in range(5):
        yield late(place), last
    yield late(2, field="transactions", value=[]), last
    yield late(1, field="index", value=9), last
    yield late(1, field="previous_hash", value=NO_PREVIOUS), last
    yield late(0, field="previous_hash", value="f" * 64), last
    yield late(3, field="previous_hash", value=block_id(FIVE[1])), last
    for places in ((0, 1), (0, 4), (1, 3), (2, 3), (3, 4), (1, 2, 3), (0, 1, 2, 3, 4)):
        yield late(*places), last
    yield [FIVE[0], FIVE[2], FIVE[1], *FIVE[3:]], last
    yield FIVE[:2] + FIVE[3:], last
    edited = {**FIVE[2], "time": 5}
    relinked = {**FIVE[3], "previous_hash": block_id(edited)}
    yield [*FIVE[:2], edited, relinked, FIVE[4]], last
    yield [*FIVE[:2], edited, {**relinked}], block_id(FIVE[3])
    yield [*FIVE[:2], edited, relinked], block_id(relinked)
    named = {**FIVE[1], "hash": block_id(FIVE[1])}
    yield [FIVE[0], named, *FIVE[2:]], last
    yield [FIVE[0], {**FIVE[1], "hash": "f" * 64}], block_id(FIVE[1])


# ---- E1.14: chains, honest and not ---------------------------------------------------------------

# The proofs of the blocks below, in the order in which they are made: looked for once, so that asking is
# quick.
PROOFS: tuple[int, ...] = (
    11743, 11174, 653, 963, 4020, 2266, 644, 5428, 2206, 70, 2228, 3350, 2948, 1607, 2940, 5352, 5367,
    4331, 1237, 4373, 590, 4204, 2477, 3388, 354, 2301, 590, 912, 9319, 2119, 3001, 2477, 3980, 4299,
    3098, 2693, 6300, 1765, 7205, 3488, 6423, 1231470444, 4079, 2100, 23, 3647,
)  # fmt: skip


# With these proofs the id of the block after GENESIS begins with 0, with 00, and has 000 one place too late.
NEARLY = (11, 67, 8729)
OLD_PROOF = 349  # "445349" has a SHA-256 that begins with 000


def _judged() -> Iterator[tuple[str, list[Any] | Any]]:
    proofs = iter(PROOFS)

    def block(before: Block, index: Any, by: str = "proof", written: type = int, **other: Any) -> Block:
        """A mined block that follows ``before``; ``other``: fields that differ, or are left out (``...``)."""
        made = {
            "index": index,
            "time": 1231470265,
            "transactions": [],
            "previous_hash": block_id(before),
            **other,
        }
        made = {key: value for key, value in made.items() if value is not ...}
        made[by] = written(next(proofs))
        return made

    g = GENESIS
    one = block(g, 1, transactions=[HAL])
    two = block(one, 2)
    three = block(two, 3, time=5, transactions=[HAL, HAL])
    four = block(three, 4)
    five = block(four, 5)
    six = block(five, 6)
    honest = [g, one, two, three, four, five, six]
    plain = block(g, 1)
    kind = "an honest chain"
    yield kind, [g]
    yield kind, [g, SECOND]
    yield kind, [g, plain]
    yield kind, [g, block(g, 1, time=5)]
    yield kind, [g, plain, block(plain, 2)]
    yield kind, [g, one]
    for number in (3, 4, 5, 6, 7):
        yield kind, honest[:number]
    kind = "no chain, or rubbish in it"
    rubbish: Any
    for rubbish in ([], None, 5, "abc", {}, [None], [5], [[]], [{"rubbish": True}], [{"rubbish": True}] * 3):
        yield kind, rubbish
    for rubbish in (None, 5, [], {}, {"rubbish": True}):
        yield kind, [g, rubbish]
    yield kind, [g, one, None]
    kind = "a chain that does not begin with GENESIS"
    other = block(g, 0, previous_hash=NO_PREVIOUS, time=1231006506)
    yield kind, [other]
    yield kind, [other, block(other, 1)]
    late = block(g, 0, previous_hash=NO_PREVIOUS, transactions=[HAL])
    yield kind, [late, block(late, 1)]
    far = block(g, 7, previous_hash="f" * 64)
    yield kind, [far, block(far, 1)]
    lost = block(g, 0, previous_hash="f" * 64)
    yield kind, [lost, block(lost, 1)]
    high = block(g, 7, previous_hash=NO_PREVIOUS)
    yield kind, [high, block(high, 1)]
    yield kind, [one]
    yield kind, [one, two]
    yield kind, [{**g, "proof": 446}]
    kind = "a block or a link that does not fit"
    yield kind, [g, two]
    stranger = block(g, 1, previous_hash=NO_PREVIOUS)
    yield kind, [g, stranger]
    yield kind, [g, {**stranger, "proof": 0}]  # nor is its puzzle solved
    stray = block(g, 2)
    yield kind, [g, one, stray]
    yield kind, [g, one, stray, block(stray, 3)]
    yield kind, [g, one, two, block(one, 3)]
    kind = "a block whose puzzle is not solved"
    unsolved = {**one, "proof": 0}
    yield kind, [g, unsolved]
    yield kind, [g, unsolved, block(unsolved, 2)]
    yield kind, [g, one, {**two, "proof": 1}]
    yield kind, [g, one, {**two, "proof": 1}, block({**two, "proof": 1}, 3)]
    for proof in NEARLY:
        yield kind, [g, {**plain, "proof": proof}]
    yield kind, [g, {**one, "transactions": [ANN]}]
    edited = {**one, "transactions": [ANN]}
    yield kind, [g, edited, {**two, "previous_hash": block_id(edited)}]
    yield kind, [g, edited, two]
    kind = "a field that is not what it should be"
    for index in (0, 2, 7, "1", None):
        yield kind, [g, block(g, index)]
    yield kind, [g, one, block(one, 1)]
    yield kind, [g, one, block(one, 3)]
    yield kind, [g, block(g, True)]
    for field, value in (
        ("time", "5"),
        ("time", None),
        ("time", True),
        ("transactions", None),
        ("transactions", ""),
    ):
        fields: dict[str, Any] = {field: value}
        yield kind, [g, block(g, 1, **fields)]
    yield kind, [g, block(g, 1, transactions={})]
    yield kind, [g, block(g, 1, written=str)]
    yield kind, [g, {**one, "time": 5.0}]
    yield kind, [g, block(g, 1, more=1)]
    yield kind, [g, block(g, 1, by="time")]
    yield kind, [g, block(g, 1, time=...)]
    yield kind, [g, block(g, 1, transactions=...)]
    yield kind, [g, block(g, 1, previous_hash=...)]
    # the puzzle of early tutorials is solved, which reads two proofs and nothing else
    kind = "a block whose puzzle is not solved"
    yield kind, [g, {**plain, "proof": OLD_PROOF}]
    kind = "a chain with what no rule forbids"
    yield kind, [g, block(g, 1, time=-5)]


PROBES = {
    "new_block": [*each(*NEXT), *CHANGED_LATER],
    "first_broken": each(*_noted()),
    "valid_chain": each_named(*((name, [chain]) for name, chain in _judged())),
}
