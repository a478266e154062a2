"""Real blocks, judged by a reader's rules: 170 through a chain, 277,647 with the coins that it spends.

The signatures of block 277,647 take a plain ``verify_ecdsa`` ten seconds and more. So most of them are looked
up in a list of known ones, by the reader's *own* digest: a wrong digest is in no list, and then the reader's
function is asked. Of the known ones it is asked about a sample, and about all of them in a task that can be
stopped.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from random import Random
from time import process_time
from typing import Any

from blockkit.block import Block
from blockkit.chain import Chain
from blockkit.classroom.adapters import input_ok
from blockkit.classroom.asking import Joined
from blockkit.classroom.blocks_with_coins import (
    HEIGHT,
    first_blocks,
    first_spend,
    known_signatures,
    large_block,
    mark_of,
    older_coins,
)
from blockkit.classroom.course_rules import REFERENCE, CourseRules, reference
from blockkit.classroom.ledgers import Coins, InputOk, Spent, everybody
from blockkit.classroom.malleability import HALF
from blockkit.classroom.messages import say
from blockkit.classroom.shapes import ALL
from blockkit.classroom.trying.trial import CannotUse, Endless, Limits, Trial, Unwritten, opened, try_call
from blockkit.classroom.whole_machine import ACTORS, played
from blockkit.digests import SIGHASH_ALL, sighash
from blockkit.errors import Invalid
from blockkit.guards import need_int
from blockkit.hashing import hash256
from blockkit.headers import BlockIndex
from blockkit.keys import parse_der
from blockkit.params import MAINNET
from blockkit.rules import Rules
from blockkit.utxo import Coin, disconnect
from blockkit.validation import connect_block

SAMPLE, SEED, MOST_SEED = 60, 7, 99  # signatures that a reader's function checks at once, drawn by a seed
PATIENCE = 3.0  # seconds of processor time for the sample
LEDGER = Limits(a_call=4.0, in_all=12.0)

# Whose connect or disconnect was asked: the reader's, or the reference's where that is not kept or broke.
OWN, UNKEPT, STOOD_IN = "own", "unkept", "stood-in"

Question = tuple[bytes, bytes, bytes]  # key, digest, signature: what verify_signature is asked


@dataclass(frozen=True, slots=True)
class Judged:
    """What a reader's rules say of the two blocks, and of how many signatures they have said it."""

    first: str = ""  # why block 170, or one below it, was refused; "" when none was
    machine: str = ""  # why connect_block refused block 277,647
    ledger: str = ""  # why the reader's connect did, or its disconnect did not give back what was there
    place: int | None = None  # of the transaction at which the reader's connect stops; 0 is the coinbase
    connect: str = UNKEPT  # whose was asked: OWN, UNKEPT or STOOD_IN
    disconnect: str = UNKEPT  # likewise
    fees: int = 0  # satoshi
    questions: tuple[Question, ...] = ()  # of all signatures
    said: tuple[bool | None, ...] = ()  # what the reader's function says; None where it was not asked
    own: bool = False  # is verify_ecdsa the reader's?
    reference_alone: bool = True  # is no part of a chain the reader's?
    who: tuple[str, ...] = ()  # which parts of the reader's judged scripts and digests, and what was left
    seed: int = SEED  # of the sample
    notes: tuple[str, ...] = ()
    ended: str = "idle"  # "idle" after the sample, or "slow"; "" while all run; "done", "stopped" or "time"

    @property
    def asked(self) -> int:
        """How many signatures the function was asked about."""
        return sum(one is not None for one in self.said)

    @property
    def refused(self) -> list[int]:
        """The places of those that it says no to, though all of them are true."""
        return [place for place, one in enumerate(self.said) if one is False]

    @property
    def differs(self) -> bool:
        """Do these rules refuse a block that all others accept?"""
        return bool(self.first or self.machine or self.ledger or self.refused)


# ---- the first blocks, and the large one ---------------------------------------------------------


def judged(rules: CourseRules = REFERENCE, seed: int = SEED) -> Judged:
    """Both blocks, by the reader's rules, and a sample of the signatures by the reader's function."""
    return sampled(unsampled(rules), rules, seed)


def unsampled(rules: CourseRules) -> Judged:
    """Both blocks, by the reader's rules; no signature of the large one is checked by its function yet."""
    first, notes = played(_first_blocks, rules, MAINNET)
    (machine, fees, questions, who), others = played(_large_block, rules, MAINNET)
    found = _by_ledger(rules)
    return replace(
        found, first=first, machine=machine, fees=fees, questions=questions, said=(None,) * len(questions),
        own=rules.verify_ecdsa is not reference("verify_ecdsa"),
        reference_alone=all(getattr(rules, name) is reference(name) for name in ACTORS),
        who=who, notes=tuple(dict.fromkeys([*notes, *others, *found.notes])),
    )  # fmt: skip


def _first_blocks(rules: Rules) -> str:
    """Blocks 1 to 170 through a chain with these rules; the reason where one is refused."""
    chain = Chain(rules)
    for height, block in enumerate(first_blocks()[1:], start=1):
        try:
            chain.accept(block, block.header.time)
        except Invalid as error:
            return say("judge-refused-at", height=height, why=str(error)[:90])
        if chain.tip.height != height:
            return say("judge-refused-at", height=height, why=say("judge-not-best"))
    return ""


def _large_block(rules: Rules) -> tuple[str, int, tuple[Question, ...], tuple[str, ...]]:
    """Block 277,647 by ``connect_block``: why it was refused, its fees, all that was asked, who judged."""
    questions: list[Question] = []
    known, verify = known_signatures(), rules.verify_signature

    def looked_up(key: bytes, digest: bytes, signature: bytes) -> bool:
        if mark_of(key, digest, signature) in known:
            questions.append((key, digest, signature))
            return True
        return bool(verify(key, digest, signature))

    block, coins = large_block(), older_coins()
    index = BlockIndex(block.header, block.header.hash, HEIGHT, 0, None)
    try:
        undo, fees = connect_block(block, index, coins, replace(rules, verify_signature=looked_up))
    except Invalid as error:
        return str(error)[:120], 0, tuple(questions), _who(rules)
    disconnect(coins, undo)
    return "", fees, tuple(questions), _who(rules)


def _who(rules: Rules) -> tuple[str, ...]:
    """Who judged scripts and digests, in sentences; nothing where that was the library alone."""
    joined = (getattr(rules, slot) for slot in ("verify_script", "sighash"))
    return tuple(one.parts.said() for one in joined if isinstance(one, Joined))


def _by_ledger(rules: CourseRules) -> Judged:
    """The reader's ``connect`` and ``disconnect`` on block 277,647; signatures are asked elsewhere.

    Each has a trial of its own, and ``disconnect`` takes back the library's coins: each is judged for itself.
    """
    block, coins, found = large_block(), older_coins(), Judged()
    right = REFERENCE.connect(block, coins, HEIGHT, everybody)
    if rules.connect is not reference("connect"):
        with opened(Trial(LEDGER)):
            found = _connected(rules.connect, block, coins, right)
    if rules.disconnect is not reference("disconnect"):
        with opened(Trial(LEDGER)):
            try:
                before = try_call(rules.disconnect, block, list(right[1]), dict(right[0]))
            except CannotUse as problem:
                note = say("stands-in", slot="disconnect", why=str(problem))
                return replace(found, disconnect=STOOD_IN, notes=(*found.notes, note))
        why = found.ledger or ("" if before == coins else say("judge-not-back"))
        found = replace(found, disconnect=OWN, ledger=why)
    return found


def _connected(connect: Callable[..., Any], block: Block, coins: Coins, right: tuple[Coins, Spent]) -> Judged:
    """What the reader's ``connect`` makes of the block, and where it stops if it does."""
    try:
        answer = try_call(connect, block, dict(coins), HEIGHT, everybody)
    except CannotUse as problem:
        if not problem.refused:
            return Judged(connect=STOOD_IN, notes=(say("stands-in", slot="connect", why=str(problem)),))
        place = stops_at(connect, block, coins)
        notes = (say("judge-no-place"),) if place is None else ()
        return Judged(connect=OWN, ledger=_reason(problem), place=place, notes=notes)
    return Judged(connect=OWN, ledger="" if _same(answer, right) else say("judge-other-coins"))


def _reason(problem: CannotUse) -> str:
    """The error that a function raised on purpose, without the place in somebody's cell."""
    words = problem.words.removeprefix("Invalid: ")
    return words if len(words) <= 100 else f"{words[:99]}…"


def _same(answer: Any, right: Any) -> bool:
    try:
        return bool(answer[0] == right[0] and [*map(tuple, answer[1])] == right[1])
    except (TypeError, IndexError, KeyError):
        return False


def stops_at(
    connect: Callable[..., Any], block: Block, coins: Coins, input_ok: InputOk = everybody
) -> int | None:
    """At which transaction a ``connect`` stops: the smallest number of payments that it refuses.

    The coinbase of the shorter blocks takes nothing, so that no fee of theirs is missing. 0 means that all
    payments pass and the coinbase does not, ``None`` that the place was not found in the time of the trial.
    """
    coinbase, *payments = block.transactions
    poor = replace(coinbase, outputs=tuple(replace(output, value=0) for output in coinbase.outputs))
    good, bad = 0, len(payments) + 1
    while bad - good > 1:
        middle = (good + bad) // 2
        shorter = Block(block.header, (poor, *payments[:middle]))
        try:
            try_call(connect, shorter, dict(coins), HEIGHT, input_ok)
            good = middle
        except Endless:  # which says nothing about the payments
            return None
        except CannotUse:
            bad = middle
    return 0 if bad > len(payments) else bad


# ---- signatures, one after the other -------------------------------------------------------------


def sampled(start: Judged, rules: CourseRules, seed: int) -> Judged:
    """The sample, as far as ``PATIENCE`` goes."""
    need_int(seed, "the seed", 0, MOST_SEED)
    places = sorted(Random(seed).sample(range(len(start.questions)), min(SAMPLE, len(start.questions))))
    found = start = replace(start, seed=seed)
    began = process_time()
    for found in _asked(start, rules, places):
        if process_time() - began > PATIENCE:
            return replace(found, ended="slow")
    return replace(found, ended="idle")


def judge_all(rules: CourseRules, so_far: Judged) -> Iterator[Judged]:
    """The signatures that are left, by the reader's function: a step for each."""
    left = [place for place, one in enumerate(so_far.said) if one is None]
    found = so_far
    for found in _asked(so_far, rules, left):
        yield replace(found, ended="")
    yield replace(found, ended="done")


def _asked(start: Judged, rules: CourseRules, places: Sequence[int]) -> Iterator[Judged]:
    said = list(start.said)
    verify: Any = rules.verify_signature
    notes = start.notes
    for place in places:
        try:
            said[place] = bool(try_call(verify, *start.questions[place], seconds=4.0))
        except CannotUse as problem:
            said[place] = False
            notes = tuple(dict.fromkeys([*notes, say("judge-broke", why=str(problem))]))
        yield replace(start, said=tuple(said), notes=notes)


# ---- small, honest mistakes ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Split:
    """What a ledger makes of block 277,647, which all others accept, and of a block made to catch it."""

    state: str  # of STATES
    place: int | None = None  # of the transaction at which it stops; 0: the coinbase; None: not found in time
    reason: str = ""  # why it stops, or gave no answer


# It refuses the block; accepts that and refuses one whose coinbase takes a satoshi too much, as all others
# do; accepts both; gave no answer; or is not written yet.
STATES = STOPS, GOES_ON, FOOLED, BROKEN, UNWRITTEN = "stops", "goes-on", "fooled", "broken", "unwritten"
MISTAKES = (
    "yours", "fee", "old-set", "rest", "no-fees", "no-coinbases", "low-s", "short-keys", "scripts", "fifty",
)  # fmt: skip
SIGNATURES = ("low-s", "short-keys", "scripts")  # of these, about signatures


def split(mistake: str, rules: CourseRules = REFERENCE) -> Split:
    """What becomes of block 277,647 by a ledger with one mistake, or by the reader's."""
    if mistake not in MISTAKES:
        raise ValueError(f"the mistakes are {', '.join(MISTAKES)}, got {mistake!r}")
    connect = rules.connect if mistake == "yours" else _ledger(mistake)
    may_spend = _signatures(mistake) if mistake in SIGNATURES else everybody
    block, coins = large_block(), older_coins()
    with opened(Trial(LEDGER)), _asking(connect, rules):
        try:
            try_call(connect, block, dict(coins), HEIGHT, may_spend)
        except Unwritten:
            return Split(UNWRITTEN)
        except CannotUse as problem:
            if problem.refused:
                return Split(STOPS, stops_at(connect, block, coins, may_spend), _reason(problem))
            return Split(BROKEN, reason=str(problem))
        try:
            try_call(connect, _greedy(block), dict(coins), HEIGHT, may_spend)
        except CannotUse as problem:
            return Split(GOES_ON) if problem.refused else Split(BROKEN, reason=str(problem))
    return Split(FOOLED)


@contextmanager
def _asking(connect: Callable[..., Any], rules: CourseRules) -> Iterator[None]:
    """While it lasts, the word ``rules`` in a reader's ``connect`` means these rules.

    In the notebook it means the kept parts, and then another ``validate_tx`` in a cell would change nothing.
    One that is not written yet stays out: the kept one, or the reference, is asked in its place.
    """
    names = getattr(connect, "__globals__", {})
    kept = names.get("rules")
    if not isinstance(kept, CourseRules):
        yield
        return
    try:
        try_call(rules.validate_tx, *first_spend(), 170, everybody, seconds=0.5)
        names["rules"] = rules
    except Unwritten:
        pass
    except CannotUse:  # connect will meet it, and the picture show it
        names["rules"] = rules
    try:
        yield
    finally:
        names["rules"] = kept


def _greedy(block: Block) -> Block:
    """The block, with a coinbase that takes one satoshi too much."""
    coinbase, *payments = block.transactions
    first, *others = coinbase.outputs
    greedy = replace(coinbase, outputs=(replace(first, value=first.value + 1), *others))
    return Block(block.header, (greedy, *payments))


def _ledger(mistake: str) -> Callable[..., Any]:
    """A ``connect`` with a mistake in it; those about signatures are none of its own."""

    def connect(block: Block, utxos: Coins, height: int, may_spend: InputOk) -> None:
        coins, fees = dict(utxos), 0
        for tx in block.transactions:
            if not tx.is_coinbase:
                there = utxos if mistake == "old-set" else coins
                fee = REFERENCE.validate_tx(tx, there, height, may_spend)
                spent = [there[txin.prevout] for txin in tx.inputs]
                if mistake == "fee" and fee == 0:
                    raise Invalid("min-fee-not-met")
                if mistake == "rest" and any(
                    height - coin.height < MAINNET.coinbase_maturity for coin in spent
                ):
                    raise Invalid("bad-txns-premature-spend-of-coinbase")
                if mistake == "no-coinbases" and any(coin.coinbase for coin in spent):
                    raise Invalid("bad-txns-premature-spend-of-coinbase")
                fees += fee
                for txin in tx.inputs:
                    coins.pop(txin.prevout, None)
            for name, output in zip(tx.outpoints(), tx.outputs, strict=True):
                coins[name] = Coin(output, height, tx.is_coinbase)
        subsidy = 50 * 10**8 if mistake == "fifty" else REFERENCE.subsidy(height, MAINNET)
        allowed = subsidy + (0 if mistake == "no-fees" else fees)
        if sum(output.value for output in block.transactions[0].outputs) > allowed:
            raise Invalid("bad-cb-amount")

    return connect


def _signatures(mistake: str) -> InputOk:
    """An ``input_ok`` with a mistake in it; the true signatures are known."""
    known = known_signatures()

    def verify(key: bytes, digest: bytes, signature: bytes) -> bool:
        numbers = parse_der(signature)
        if mistake == "low-s" and (numbers is None or numbers[1] > HALF):
            return False
        if mistake == "short-keys" and len(key) != 33:
            return False
        return mark_of(key, digest, signature) in known

    def digest(tx: Any, index: int, script_code: bytes, hash_type: int) -> bytes:
        if mistake != "scripts" or hash_type != SIGHASH_ALL:
            return sighash(tx, index, script_code, hash_type)
        inputs = list(tx.inputs)
        inputs[index] = replace(inputs[index], script_sig=script_code)
        return hash256(replace(tx, inputs=tuple(inputs)).serialize() + ALL)

    return input_ok(Rules(verify_signature=verify, sighash=digest))
