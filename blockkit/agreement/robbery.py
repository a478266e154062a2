"""A double spend against a merchant, on real chains: what a majority of the hash power can do, and what not.

A thief pays a merchant in public, and in secret mines another branch in which the same coin goes back to
himself. When the merchant has delivered and the secret branch is longer, he publishes it. What he does next
he asks a *strategy*, a function of three numbers such as :func:`attacker_move`.

>>> robbed = rob(q=0.6, z=3, seed=7)
>>> robbed.word, robbed.honest, robbed.secret, robbed.paid, robbed.kept
('publish', 3, 4, 4000000000, 0)

Both sides mine on the same difficulty, so blocks are counted here where nodes weigh work. One block lies in
the drawer before he pays: with it his chance is :func:`blockkit.agreement.races.rosenfeld`'s.

Source: S. Nakamoto, *Bitcoin* (2008), section 11.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from blockkit.addresses import script_of
from blockkit.agreement.races import GIVES_UP
from blockkit.block import Block
from blockkit.chain import Chain
from blockkit.errors import Invalid
from blockkit.genesis import genesis_block
from blockkit.node.mempool import Mempool
from blockkit.node.mining import MAX_NONCE, block_template, coinbase, search_slice
from blockkit.params import CLASSROOM, COIN
from blockkit.rules import Rules, rules_for
from blockkit.transaction import Transaction
from blockkit.wallet.wallet import Wallet, new_key

PUBLISH, STOP, MINE = "publish", "stop", "mine"  # the words of a strategy
PRICE = 40 * COIN  # what the merchant is paid
SECONDS = 67  # from block to block: at exactly 60 the classroom chain gets harder at each change
MOST_BLOCKS = 300  # after the payment: a strategy may never come to an end

Move = Callable[[int, int, int], str]
FindNonce = Callable[[bytes, int, int, int], int | None]


def attacker_move(honest: int, secret: int, z: int) -> str:
    """E2.15: what a double spender does next, a word of :data:`PUBLISH`, :data:`STOP` and :data:`MINE`.

    The public branch has ``honest`` blocks since the payment, his own has ``secret``; the merchant delivers
    at ``z`` confirmations. Level is not enough: everybody keeps what they saw first.
    """
    if honest >= z and secret > honest:
        return PUBLISH
    return STOP if honest - secret >= GIVES_UP else MINE


@dataclass(frozen=True, slots=True)
class Step:
    """The state after a block was found, and what the strategy says to it."""

    finder: str  # "thief" or "others"
    honest: int  # blocks of the public branch since the payment
    secret: int  # of the thief's
    word: str
    balance: int  # what the merchant has on the public chain, in satoshi
    tries: int  # hashes for this block


@dataclass(frozen=True, slots=True)
class Robbery:
    """An attack from the payment to its end."""

    q: float
    z: int
    steps: tuple[Step, ...]
    word: str  # the last one; "mine" when the attack was cut off after MOST_BLOCKS
    paid: int  # the merchant's balance on the public chain before the end, in satoshi
    kept: int  # and after it
    before: bytes  # the public chain's state_hash before the end
    after: bytes  # and after it
    moved: bool  # did the public chain change its branch?

    @property
    def honest(self) -> int:
        """Blocks of the public branch since the payment."""
        return self.steps[-1].honest

    @property
    def secret(self) -> int:
        """Blocks of the hidden branch."""
        return self.steps[-1].secret

    @property
    def tries(self) -> int:
        """Hashes that both sides needed since the payment."""
        return sum(step.tries for step in self.steps)


def rob(
    q: float,
    z: int,
    seed: int,
    move: Move = attacker_move,
    rules: Rules | None = None,
    find_nonce: FindNonce = search_slice,
    most: int = MOST_BLOCKS,
) -> Robbery:
    """Attack a merchant who waits for ``z`` confirmations; each block is the thief's with chance ``q``.

    :raises ValueError: for a share outside of 0 to 1, ``z`` below 1, or a word that is none
    """
    if not 0 <= q <= 1 or z < 1:
        raise ValueError(f"q lies between 0 and 1 and z is 1 or more, got {q!r} and {z!r}")
    scene = _Scene(Random(seed), rules or rules_for(CLASSROOM), find_nonce)
    steps = [scene.dig(move, z)]  # one block in the drawer before he pays
    while steps[-1].word == MINE and len(steps) <= most:
        steps.append(scene.dig(move, z) if scene.rng.random() < q else scene.confirm(move, z))
    word, public = steps[-1].word, scene.public
    before, tip = public.state_hash(), public.tip
    if word == PUBLISH:
        scene.publish()
    balance, moved = scene.shop.balance(public.utxos), not public.holds(tip)
    return Robbery(q, z, tuple(steps), word, steps[-1].balance, balance, before, public.state_hash(), moved)


class _Scene:
    """Two chains that share seven blocks, three wallets, and a payment that exists in two versions."""

    def __init__(self, rng: Random, rules: Rules, find_nonce: FindNonce) -> None:
        self.rng, self.find_nonce, self.tries = rng, find_nonce, 0
        self.now = genesis_block(rules.params).header.time
        self.public, self.secret = Chain(rules), Chain(rules)
        keys = (new_key(rng) for _ in range(3))
        self.thief, self.shop, self.miner = (Wallet((key,), rules.params) for key in keys)
        for _ in range(rules.params.coinbase_maturity + 1):  # the thief earns a coin; both sides know it
            found = self._block(self.public, self.thief)
            self.public.accept(found, self.now)
            self.secret.accept(found, self.now)
        self.above, self.below = Mempool(self.public), Mempool(self.secret)
        self.above.accept(self._payment(self.shop))
        self.below.accept(self._payment(self.thief))
        self.hidden: list[Block] = []
        self.honest = 0

    def dig(self, move: Move, z: int) -> Step:
        """The thief finds a block, which stays in his drawer."""
        self.hidden.append(self._block(self.secret, self.thief, self.below, extra=1))
        self.secret.accept(self.hidden[-1], self.now)
        return self._step("thief", move, z)

    def confirm(self, move: Move, z: int) -> Step:
        """The others find one, which everybody hears of."""
        self.public.accept(self._block(self.public, self.miner, self.above), self.now)
        self.honest += 1
        return self._step("others", move, z)

    def publish(self) -> None:
        """Everybody hears of the hidden branch; its last blocks may move the tip."""
        for block in self.hidden:
            self.public.accept(block, self.now)

    def _step(self, finder: str, move: Move, z: int) -> Step:
        word = move(self.honest, len(self.hidden), z)
        if word not in (PUBLISH, STOP, MINE):
            raise ValueError(f"a strategy says {PUBLISH}, {STOP} or {MINE}, got {word!r}")
        balance = self.shop.balance(self.public.utxos)
        return Step(finder, self.honest, len(self.hidden), word, balance, self.tries)

    def _payment(self, payee: Wallet) -> Transaction:
        coins, height = self.public.utxos, self.public.tip.height + 1
        return self.thief.pay(coins, height, [(payee.addresses[0], PRICE)], 1, self.thief.addresses[0])

    def _block(self, chain: Chain, wallet: Wallet, pool: Mempool | None = None, extra: int = 0) -> Block:
        self.now += SECONDS
        script = script_of(wallet.addresses[0], chain.rules.params)
        template = block_template(chain, script, self.now, pool, extra)
        found, self.tries = mined(template, chain.rules, self.find_nonce)
        return found


def mined(template: Block, rules: Rules, find_nonce: FindNonce = search_slice) -> tuple[Block, int]:
    """The template with the nonce that ``find_nonce`` finds, and how many tries that are.

    :raises Invalid: (``high-hash``) when it finds none
    """
    header = template.header
    nonce = find_nonce(header.serialize()[:76], rules.bits_to_target(header.bits), 0, MAX_NONCE)
    if nonce is None:
        raise Invalid("high-hash", "no nonce was found for this block")
    return replace(template, header=replace(header, nonce=nonce)), nonce + 1


def print_money(rules: Rules | None = None, coins: int = 51) -> str:
    """What every node says to a block that pays its miner so many bitcoins: Core's word, and the numbers.

    It is mined like any other: no share of the hash power makes a rule go away. Empty when it is accepted.
    """
    rules = rules or rules_for(CLASSROOM)
    chain = Chain(rules)
    now = chain.tip.header.time + SECONDS
    template = block_template(chain, b"\x51", now)
    greedy = coinbase(1, coins * COIN, b"\x51")
    header = replace(template.header, merkle_root=rules.merkle_root([greedy.txid]))
    block, _ = mined(Block(header, (greedy,)), rules)
    try:
        chain.accept(block, now)
    except Invalid as refused:
        return str(refused)
    return ""
