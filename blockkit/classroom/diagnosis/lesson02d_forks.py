"""Probes of lesson 02d. Each list goes from small to large, and from plain to odd."""

from collections.abc import Iterator
from functools import partial

from blockkit.agreement import races
from blockkit.classroom.branches import Pair, tips
from blockkit.classroom.breaking import need_cases
from blockkit.classroom.diagnosis.probe import Asked, Probe, each
from blockkit.classroom.dice import Dice
from blockkit.classroom.faulty_nodes import NODES
from blockkit.classroom.messages import say
from blockkit.classroom.properties import Fails
from blockkit.errors import shown

# ---- E2.13: bits, tips, and the cases that unmask nodes ------------------------------------------

LISTS: tuple[list[int], ...] = (
    [], [0x207FFFFF], [0x201FFFFF], [0x207FFFFF] * 5, [0x201FFFFF] * 3, [0x1D00FFFF], [0x1D00FFFF] * 2,
    [0x207FFFFF, 0x201FFFFF], [0x201FFFFF, 0x207FFFFF], [0x1D00FFFF, 0x201FFFFF, 0x1D00FFFF],
    [0x01003456], [0x207FFFFF, 0x01003456], [0x04923456], [0x04923456, 0x201FFFFF], [0xFF123456, 0x207FFFFF],
)  # fmt: skip

BAD = "bad-cb-amount"
TIPS: tuple[list[Pair], ...] = (
    [(24, "")], [(10, ""), (24, "")], [(24, ""), (10, "")], [(10, ""), (24, ""), (5, "")],
    [(24, ""), (24, "")], [(10, ""), (24, ""), (24, "")], [(24, ""), (10, ""), (24, "")],
    [(10, ""), (24, BAD)], [(24, BAD), (10, "")], [(5, BAD), (10, ""), (24, BAD), (7, "")],
    [(24, BAD), (24, "")], [(24, ""), (24, BAD)], [(24, BAD)], [(24, BAD), (30, BAD)], [],
    [(10, ""), (5, ""), (24, "")], [(5, BAD), (10, ""), (7, ""), (12, "")], [(0, "")], [(0, ""), (0, "")],
    [(30, BAD), (10, ""), (24, "")], [(10, ""), (10, ""), (12, "")], [(12, ""), (10, ""), (10, "")],
)  # fmt: skip


def _chosen(ask: Asked, pairs: list[Pair]) -> object:
    """The place of the tip that is chosen; a text for what is none of them."""
    among = tips(pairs)
    answer = ask(among)
    if answer is None:
        return None
    own_id = answer if type(answer) is bytes else getattr(answer, "hash", b"")
    return next((place for place, one in enumerate(among) if one.hash == own_id), "none of the tips")


def _chosen_words(found: object, right: object, pairs: list[Pair]) -> str:
    lines = say("returned", got=_in_words(found)), say("expected", expected=_in_words(right))
    return "\n".join([f"best_tip({shown(tips(pairs))})", *lines])


def _in_words(place: object) -> str:
    return say("tip-at", place=place) if type(place) is int else shown(place)


def _allowed(ask: Asked) -> bool:
    """Are the cases what the contract allows?"""
    try:
        need_cases(NODES, ask())
    except Fails:
        return False
    return True


def _hidden(ask: Asked, name: str) -> bool:
    """Does a node stay unknown?"""
    return _allowed(ask) and not NODES.unmasked(ask())[name]


def _all_apart(ask: Asked) -> bool:
    """Do no two nodes answer alike in all cases?"""
    if not _allowed(ask):
        return False
    answers = list(NODES.answers(ask()).values())
    return all(one not in answers[:place] for place, one in enumerate(answers))


def _case_probes() -> Iterator[Probe]:
    yield Probe((), _allowed, lambda found, right: say("breaking-not-allowed", most=NODES.most))
    for name in NODES.boxes:
        fact = partial(_hidden, name=name)
        yield Probe((), fact, lambda found, right, name=name: say("breaking-one-hidden", name=name))
    yield Probe((), _all_apart, lambda found, right: say("breaking-two-alike"))


# ---- E2.14: shares and blocks --------------------------------------------------------------------

SHARES = (0.1, 0.3, 0.2, 0.45, 0.0, 0.5, 0.51, 1.0)


def _near(ask: Asked, q: float, z: int) -> object:
    """The answer to seven digits, where it is a number: right ones differ behind them."""
    answer = ask(q, z)
    return round(float(answer), 5) if type(answer) in (int, float) else f"a {type(answer).__name__}"


def _near_words(found: object, right: object, q: float, z: int) -> str:
    lines = say("returned", got=shown(found)), say("expected", expected=shown(right))
    return "\n".join([f"catch_up({q}, {z})", *lines])


def _share_is(ask: Asked, q: float, z: int, n: int, low: float, high: float) -> object:
    """Between which of the two bounds a share lies; right ones differ by chance."""
    answer = ask(q, z, Dice(7), n)
    if type(answer) not in (int, float):
        return f"a {type(answer).__name__}"
    return "below" if answer < low else "above" if answer > high else "between"


def _share_words(found: object, right: object, q: float, z: int, n: int, low: float, high: float) -> str:
    key = "race-expected" if low < high else "race-expected-one"
    return say(key, call=f"race({q}, {z}, Dice(7), {n})", low=low, high=high)


def _varies(ask: Asked) -> bool:
    """Do different seeds give different shares?"""
    return len({ask(0.3, 2, Dice(seed), 40) for seed in (1, 2, 3, 4)}) > 1


def _repeats(ask: Asked) -> bool:
    """Does the same seed give the same share?"""
    one, other = (ask(0.3, 2, Dice(5), 30) for _ in range(2))
    return bool(one == other)


def _singles(ask: Asked) -> bool:
    """Is a single race won or lost?"""
    return {ask(0.3, 1, Dice(seed), 1) for seed in range(8)} <= {0, 1}


def _race_probes() -> Iterator[Probe]:
    yield Probe((0.3, 0, 10, 1.0, 1.0), _share_is, _share_words)
    yield Probe((0.0, 1, 10, 0.0, 0.0), _share_is, _share_words)
    for q, z, n in ((0.3, 2, 150), (0.2, 1, 150), (0.45, 1, 100), (0.3, 1, 100)):
        exact = races.rosenfeld(q, z)
        room = round(5 * (exact * (1 - exact) / n) ** 0.5, 2)
        yield Probe((q, z, n, round(exact - room, 2), round(exact + room, 2)), _share_is, _share_words)
    yield Probe((), _varies, lambda found, right: say("race-same"))
    yield Probe((), _repeats, lambda found, right: say("race-other"))
    yield Probe((), _singles, lambda found, right: say("race-single"))


# ---- E2.15: blocks of both branches, and z -------------------------------------------------------

MOVES = (
    (0, 1, 1), (1, 1, 1), (1, 2, 1), (0, 2, 1), (1, 3, 1), (2, 3, 1), (2, 2, 1), (2, 1, 1),
    (5, 0, 6), (6, 7, 6), (6, 6, 6), (5, 7, 6), (5, 6, 6), (6, 8, 6), (7, 8, 6), (7, 7, 6),
    (8, 7, 6), (6, 5, 6), (7, 9, 6), (4, 6, 6), (4, 8, 6), (2, 8, 6), (2, 1, 6), (1, 2, 2),
    (2, 3, 2), (2, 4, 2), (3, 8, 3), (10, 0, 6), (20, 8, 6), (48, 0, 6), (49, 0, 6), (50, 0, 6),
    (50, 1, 6), (51, 1, 6), (51, 0, 6), (70, 12, 6), (60, 20, 6), (0, 50, 6), (0, 60, 6), (6, 60, 6),
    (50, 51, 6), (60, 61, 6), (52, 3, 60), (60, 10, 100), (9, 10, 12), (12, 13, 12),
)  # fmt: skip


PROBES = {
    "chain_work": each(*((bits_list,) for bits_list in LISTS)),
    "best_tip": [Probe((pairs,), _chosen, _chosen_words) for pairs in TIPS],
    "fork_cases": list(_case_probes()),
    "catch_up": [Probe((q, z), _near, _near_words) for q in SHARES for z in (1, 0, 5, 6, 2)],
    "race": list(_race_probes()),
    "attacker_move": each(*MOVES),
}
