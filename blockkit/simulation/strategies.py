"""What a miner does with the blocks he finds: strategies as plain functions, played out in the simulation.

A strategy sees two numbers: ``mine``, the blocks of his own branch, and ``theirs``, those of the best branch
of the others, both since the last block that the branches share. It is asked whenever one of them has
changed, and says how many blocks of his branch shall be public, or ``None`` to give it up and mine on theirs.

Others follow the longest branch, of two equal ones that which they saw first. So how many of them mine on a
selfish miner's block is a matter of lines: those near to him hear of his block before they hear of the other.

>>> played = duel(selfish, share=0.4, blocks=4_000, seed=1)
>>> round(played.revenue, 2), played.found
(0.5, 1606)

Sources: I. Eyal and E. G. Sirer, *Majority is not enough* (2014), algorithm 1; M. Rosenfeld (2012).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from math import inf, sqrt
from random import Random
from statistics import stdev

from blockkit.agreement.races import GIVES_UP
from blockkit.guards import need_int
from blockkit.simulation.engine import Simulation
from blockkit.simulation.mining import Miners, let_mine
from blockkit.simulation.wiring import full

Strategy = Callable[[int, int], int | None]
Out = list[tuple[int, int]]

ATTACKER = 0  # his number among the miners


# ---- strategies ----------------------------------------------------------------------------------


def honest(mine: int, theirs: int) -> int | None:
    """Publish every block at once, and follow the longest branch."""
    return mine if mine > theirs else None


def selfish(mine: int, theirs: int) -> int | None:
    """Keep a lead secret; publish as much as it takes not to lose it."""
    if mine < theirs:
        return None
    if theirs == 0:
        return 0
    if mine - theirs <= 1:
        return mine  # level: let the network decide; one ahead: take all
    return theirs


def double_spend(mine: int, theirs: int, z: int, gives_up: int = GIVES_UP) -> int | None:
    """Mine in secret until a merchant has seen ``z`` confirmations and the secret branch is longer."""
    if theirs >= z and mine > theirs:
        return mine
    return None if theirs - mine >= gives_up else 0


def double_spender(z: int, gives_up: int = GIVES_UP) -> Strategy:
    """:func:`double_spend` against a merchant who waits for ``z`` confirmations."""
    return partial(double_spend, z=need_int(z, "the confirmations", 1, 1_000), gives_up=gives_up)


# ---- miners --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Blocks:
    """All blocks that were found, by number; 0 is the one that all began with."""

    parent: list[int] = field(default_factory=lambda: [0])
    height: list[int] = field(default_factory=lambda: [0])
    finder: list[int] = field(default_factory=lambda: [-1])

    def found(self, parent: int, finder: int) -> int:
        """One more."""
        self.parent.append(parent)
        self.height.append(self.height[parent] + 1)
        self.finder.append(finder)
        return len(self.parent) - 1

    def fork(self, a: int, b: int) -> int:
        """The last block that two branches share."""
        while a != b:
            if self.height[a] < self.height[b]:
                a, b = b, a
            a = self.parent[a]
        return a

    def chain(self, tip: int) -> list[int]:
        """The blocks up to ``tip``, the first found first."""
        blocks = []
        while tip:
            blocks.append(tip)
            tip = self.parent[tip]
        return blocks[::-1]


class Miner:
    """A node that mines by a strategy. Its messages are numbers of blocks; all miners are its peers."""

    next_tick = inf

    def __init__(self, number: int, blocks: Blocks, strategy: Strategy = honest) -> None:
        self.number, self.blocks, self.strategy = number, blocks, strategy
        # his tip; the best public one; the last of his that is public
        self.own = self.public = self.shown = 0
        self.peers: list[int] = []
        self.won = self.lost = 0  # branches of his that replaced theirs, or that he gave up

    def connected(self, peer: int, outbound: bool, now: float) -> Out:
        """One peer more."""
        self.peers.append(peer)
        return []

    def find(self, now: float) -> Out:
        """He finds a block on top of his branch."""
        self.own = self.blocks.found(self.own, self.number)
        return self._decide()

    def handle(self, peer: int, block: int, now: float) -> Out:
        """A block of somebody else's: of two as good ones the first seen stays."""
        if self.blocks.height[block] <= self.blocks.height[self.public]:
            return []
        self.public = block
        return self._decide()

    def tick(self, now: float) -> Out:
        """Nothing to do."""
        return []

    def _decide(self) -> Out:
        height = self.blocks.height
        fork = self.blocks.fork(self.own, self.public)
        mine, theirs = height[self.own] - height[fork], height[self.public] - height[fork]
        word = self.strategy(mine, theirs)
        if word is None:
            self.lost += theirs > 0
            self.own = self.shown = self.public
            return []
        if not 0 <= word <= mine:
            raise ValueError(
                f"a strategy says None, or how many of its {mine} blocks are public; got {word!r}"
            )
        news = [block for block in self._last(mine)[:word] if height[block] > height[self.shown]]
        if news:
            self.shown = news[-1]
            if height[self.shown] > height[self.public]:
                self.public = self.shown
                self.won += theirs > 0
        return [(peer, block) for block in news for peer in self.peers]

    def _last(self, count: int) -> list[int]:
        """The last blocks of his branch, the oldest first."""
        blocks, block = [], self.own
        for _ in range(count):
            blocks.append(block)
            block = self.blocks.parent[block]
        return blocks[::-1]


# ---- the game ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Duel:
    """One miner with a strategy against many honest ones."""

    share: float  # of the hash power
    followers: float  # the chance that who finds the next block mines on his, where two are level
    found: int  # blocks that he found
    chain: tuple[bool, ...]  # for each block of the public chain: is it his?
    won: int  # branches of his that replaced theirs
    lost: int  # that he gave up

    @property
    def revenue(self) -> float:
        """His share of the public chain."""
        return sum(self.chain) / len(self.chain)

    def error(self, parts: int = 40) -> float:
        """The standard error of :attr:`revenue`, from so many parts of the chain, one after the other."""
        size = len(self.chain) // parts
        if size < 50:
            raise ValueError(f"{len(self.chain)} blocks are too few for {parts} parts of 50 or more")
        shares = [sum(self.chain[part * size : (part + 1) * size]) / size for part in range(parts)]
        return stdev(shares) / sqrt(parts)

    @property
    def success(self) -> float:
        """The share of his attacks that succeeded."""
        return self.won / (self.won + self.lost)


def duel(
    strategy: Strategy,
    share: float,
    near: int = 0,
    others: int = 10,
    blocks: int = 10_000,
    seed: int = 0,
    unit: float = 0.001,
) -> Duel:
    """Play a strategy with ``share`` of the hash power against ``others``, who are honest and equally strong.

    ``near`` of them are near to the attacker: they hear of his blocks after ``unit`` seconds, the rest after
    20 units. He hears of everybody after one, the others of each other after 5. A block comes every 600
    seconds, so two hardly ever meet unless he wants it.
    """
    need_int(others, "the number of honest miners", 1, 1_000)
    need_int(near, "how many of them are near to the attacker", 0, others)
    if not 0 <= share < 1:
        raise ValueError(f"a share of the hash power lies between 0 and 1, got {share!r}")

    def delay(a: int, b: int) -> float:
        if a == ATTACKER:
            return unit if b <= near else 20 * unit
        return unit if b == ATTACKER else 5 * unit

    tree = Blocks()
    miners = [Miner(ATTACKER, tree, strategy), *(Miner(number, tree) for number in range(1, others + 1))]
    simulation = Simulation(miners, full(others + 1), seed=seed, delay=delay)
    power = Miners([share] + [(1 - share) / others] * others, 600, Random(seed))
    let_mine(simulation, power, blocks, Miner.find)
    simulation.run(inf)
    chain = tree.chain(miners[1].public)
    followers = near / others * (1 - 1 / others)  # whoever found the other block stays on it
    found = tree.finder.count(ATTACKER)
    his = tuple(tree.finder[block] == ATTACKER for block in chain)
    return Duel(share, followers, found, his, miners[ATTACKER].won, miners[ATTACKER].lost)
