"""Races of an attacker against everybody else: what the papers compute, and the same played out.

An attacker owns the share ``q`` of all hash power; each next block is his with probability ``q``, else
theirs with ``p = 1 - q``. He pays a merchant, mines another branch in secret, in which he keeps the coin,
and wins when his branch replaces the public one after the merchant has seen ``z`` confirmations.

Three conventions are in use, and they give different numbers for the same ``q`` and ``z``. At q = 0.3,
z = 6:

========== ============================================================ =======
source      the attacker wins when                                      chance
========== ============================================================ =======
Nakamoto    he draws level; the blocks he finds meanwhile are Poisson   0.1321
Rosenfeld   he is one block ahead, and one was mined before he paid     0.1564
overtake    he is one block ahead, and none was mined before            0.0891
========== ============================================================ =======

Nakamoto's is an approximation: while the others find ``z`` blocks, the attacker's number is not Poisson
but negative binomial. The other two are exact. Drawing level without a block mined before is the same race
as Rosenfeld's.

Sources: S. Nakamoto, *Bitcoin* (2008), section 11; M. Rosenfeld, *Analysis of hashrate-based double
spending* (2012), section 4; I. Eyal and E. G. Sirer, *Majority is not enough* (2014).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp
from random import Random

GIVES_UP = 50  # so many blocks behind an attacker stops: at q = 0.45 he would still win 1 time in 22,000

# ---- double spending -----------------------------------------------------------------------------


def nakamoto(q: float, z: int) -> float:
    """The chance that the attacker ever draws level, as the whitepaper's section 11 computes it.

    :raises ValueError: for a share outside of 0 to 1, or a negative ``z``
    """
    _need_race(q, z)
    if q >= 0.5:
        return 1.0
    ratio = q / (1 - q)
    expected = z * ratio  # blocks of the attacker's while the others find z
    chance, poisson = 1.0, exp(-expected)
    for k in range(z + 1):
        chance -= poisson * (1 - ratio ** (z - k))
        poisson *= expected / (k + 1)
    return chance


def rosenfeld(q: float, z: int) -> float:
    """The exact chance with one block mined before the payment, or of drawing level without one.

    :raises ValueError: for a share outside of 0 to 1, or a negative ``z``
    """
    return _exact(q, z, ahead=0)


def overtake(q: float, z: int) -> float:
    """The exact chance of being one block ahead, with no block mined before the payment.

    :raises ValueError: for a share outside of 0 to 1, or a negative ``z``
    """
    return _exact(q, z, ahead=1)


def _exact(q: float, z: int, ahead: int) -> float:
    """The chance of having ``z + ahead`` blocks at some time after the others have ``z``.

    The attacker has ``m`` blocks when the others find their ``z``-th: negative binomial. From ``behind``
    blocks behind he ever makes up the difference with (q/p)^behind: the gambler's ruin.
    """
    _need_race(q, z)
    if q >= 0.5:
        return 1.0
    p = 1 - q
    reached = p**z  # the chance that he has m blocks by then, for m = 0
    chance = 1.0
    for m in range(z + ahead):
        chance -= reached * (1 - (q / p) ** (z + ahead - m))
        reached *= q * (z + m) / (m + 1)
    return max(0.0, chance)


def blocks_to_wait(
    q: float, risk: float, chance: Callable[[float, int], float] = rosenfeld, most: int = 1_000
) -> int | None:
    """The fewest confirmations that bring the risk below ``risk``; ``None`` when ``most`` do not.

    :raises ValueError: for a share outside of 0 to 1
    """
    return next((z for z in range(most + 1) if chance(q, z) < risk), None)


def play(q: float, z: int, rng: Random, ahead: int = 0) -> list[int]:
    """One race, block by block: how far the attacker is behind at the start and after each block.

    He needs ``ahead`` blocks more than the others; where he needs none more he is at 0, and below 0 he has
    some to spare. Until the others have ``z`` blocks the merchant waits, whatever the numbers; after that
    the race ends at 0, won, or at :data:`GIVES_UP` blocks behind, lost.

    :raises ValueError: for a share outside of 0 to 1, a negative ``z``, or ``q`` = 1: the others would never
        confirm anything
    """
    _need_race(q, z)
    if q == 1 and z:
        raise ValueError("at q = 1 the others find no block, so the merchant waits for ever; use q below 1")
    behind, confirmations = ahead, 0
    path = [behind]
    while confirmations < z or 0 < behind < GIVES_UP:
        if rng.random() < q:
            behind -= 1
        else:
            behind += 1
            confirmations += 1
        path.append(behind)
    return path


def won(path: list[int]) -> bool:
    """Did the attacker win the race that :func:`play` played?"""
    return path[-1] <= 0


def share(q: float, z: int, rng: Random, n: int) -> float:
    """E2.14: the share of ``n`` races, drawn with ``rng``, that the attacker wins.

    :raises ValueError: as :func:`play`
    """
    return sum(won(play(q, z, rng)) for _ in range(n)) / n


# ---- selfish mining ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Revenue:
    """The blocks that end in the chain, after a time."""

    selfish: int
    others: int

    @property
    def share(self) -> float:
        """The selfish miner's share of them."""
        return self.selfish / (self.selfish + self.others)


def selfish_revenue(a: float, g: float) -> float:
    """The share of all blocks that a selfish miner with the share ``a`` of the hash power gets (eq. 8).

    He keeps his blocks secret and publishes them when the others come near. ``g`` is the share of the
    others that mine on his block when two are published at once. Honest mining would give him ``a``.

    :raises ValueError: unless 0 <= a < 1/2 and 0 <= g <= 1
    """
    _need_shares(a, g)
    gained = a * (1 - a) ** 2 * (4 * a + g * (1 - 2 * a)) - a**3
    return gained / (1 - a * (1 + (2 - a) * a))


def selfish_threshold(g: float) -> float:
    """The share of the hash power above which selfish mining pays (Observation 1).

    :raises ValueError: unless 0 <= g <= 1
    """
    _need_shares(0, g)
    return (1 - g) / (3 - 2 * g)


def play_selfish(a: float, g: float, blocks: int, rng: Random) -> Revenue:
    """The same, played out until ``blocks`` blocks have been found, published or not.

    :raises ValueError: unless 0 <= a < 1/2 and 0 <= g <= 1
    """
    _need_shares(a, g)
    selfish = others = 0
    secret, tie = 0, False  # his lead; and are two branches of one length public?
    for _ in range(blocks):
        his = rng.random() < a
        if tie:  # whoever finds the next block decides between them
            if his:
                selfish += 2
            elif rng.random() < g:
                selfish, others = selfish + 1, others + 1
            else:
                others += 2
            tie = False
        elif his:
            secret += 1
        elif secret == 0:
            others += 1
        elif secret == 1:  # he publishes his one block beside theirs
            secret, tie = 0, True
        elif secret == 2:  # he publishes both, and theirs is lost
            selfish, secret = selfish + 2, 0
        else:  # he publishes one, and stays ahead
            selfish, secret = selfish + 1, secret - 1
    return Revenue(selfish, others)


# ---- bad input -----------------------------------------------------------------------------------


def _need_race(q: float, z: int) -> None:
    if not 0 <= q <= 1:
        raise ValueError(f"the attacker's share q lies between 0 and 1, got {q!r}")
    if z < 0:
        raise ValueError(f"z is a number of confirmations, 0 or more, got {z!r}")


def _need_shares(a: float, g: float) -> None:
    if not 0 <= a < 0.5:
        raise ValueError(f"a selfish miner's share a lies between 0 and 1/2, got {a!r}")
    if not 0 <= g <= 1:
        raise ValueError(f"g is the share of the others that follow him, between 0 and 1, got {g!r}")
