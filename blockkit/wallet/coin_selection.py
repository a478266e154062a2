"""Which coins to spend: enough for a payment and its fee, few of them, and if possible no change.

Nothing is left to chance: the same coins and the same payment always give the same choice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from blockkit.encoding import encode_varint
from blockkit.errors import Invalid
from blockkit.guards import need_a, need_all, need_int
from blockkit.params import MAX_MONEY
from blockkit.script import is_witness_program
from blockkit.templates import p2pkh, payee
from blockkit.transaction import MARKER_AND_FLAG, MIN_INPUT, WITNESS_SCALE, OutPoint, TxOut
from blockkit.utxo import Coin, is_unspendable
from blockkit.wallet.signing import build

DUST_RATE = 3  # satoshi per virtual byte (Core: DUST_RELAY_TX_FEE, 3,000 for a thousand)
MAX_FEE_RATE = 10_000  # satoshi per byte; more is a slip (Core: DEFAULT_MAX_RAW_TX_FEE_RATE)
SIGNATURE_SIZE = 72  # bytes at most: 71 in DER, since our s is the lower one, and the hash type
PLAIN = TxOut(0, p2pkh(bytes(20)))  # stands for a usual output where only its size counts
TRIES = 20_000  # steps of the search for an exact fit
MAX_HEIGHT = 2**31 - 1


class InputSize(NamedTuple):
    """The bytes of an input, at most."""

    outside: int  # of its witness: outpoint, script_sig with its length, sequence
    witness: int = 0  # none at all, if it has no witness

    @property
    def weight(self) -> int:
        """Four for each byte outside, one for each inside (BIP 141)."""
        return self.outside * WITNESS_SCALE + self.witness


PLAIN_INPUT = InputSize(MIN_INPUT + (1 + SIGNATURE_SIZE) + (1 + 33))  # signature and key
# the usual input by the form of what it spends; else PLAIN_INPUT
SPENDS = {
    "p2wpkh": InputSize(MIN_INPUT, 1 + (1 + SIGNATURE_SIZE) + (1 + 33)),  # the same, after their number
    "p2tr": InputSize(MIN_INPUT, 1 + (1 + 64)),  # the other kind of signature
}
MARK = len(MARKER_AND_FLAG)  # bytes more, where any input has a witness


@dataclass(frozen=True, slots=True)
class Selection:
    """Coins to spend: together they are worth the amount, the fee and the change, to the satoshi."""

    outpoints: tuple[OutPoint, ...]  # the most useful coin first
    fee: int  # satoshi
    change: int  # satoshi; 0 when there is to be no output for it
    size: int  # virtual bytes of the signed transaction, at most


def need_coins(coins: object) -> None:
    """Refuse what is not a set of coins, such as the chain that has one."""
    if not isinstance(coins, Mapping) or not all(isinstance(coin, Coin) for coin in coins.values()):
        raise TypeError(
            f"the coins must be a dict from OutPoint to Coin, such as chain.utxos, got {type(coins).__name__}"
        )


def need_height(height: object) -> None:
    """Refuse what is not the height of a block."""
    need_int(height, "the height (for the next block, chain.tip.height + 1)", 0, MAX_HEIGHT)


def plain_input_size(coin: Coin) -> InputSize:
    """The bytes of an input that spends a P2PKH output with a key of 33 bytes."""
    return PLAIN_INPUT


def dust(output: TxOut) -> int:
    """The least that an output of this form may be worth: nodes relay no smaller one.

    A third of it pays for the output and for a usual input that spends it. Source: Core,
    ``GetDustThreshold``.
    """
    spend = 32 + 4 + 1 + 107 // WITNESS_SCALE + 4 if is_witness_program(output.script_pubkey) else 148
    return 0 if is_unspendable(output) else DUST_RATE * (len(output.serialize()) + spend)


def select_coins(
    coins: Mapping[OutPoint, Coin],
    amount: int,
    fee_rate: int,
    *,
    height: int | None = None,
    maturity: int = 100,
    payments: Sequence[TxOut] = (PLAIN,),
    change: TxOut = PLAIN,
    input_size: Callable[[Coin], InputSize] = plain_input_size,
) -> Selection:
    """The coins for a payment of ``amount`` satoshi at ``fee_rate`` satoshi per byte; always the same ones.

    Bytes are virtual ones here: those in a witness count a quarter.

    1. A coin brings its value, less the fee for its input. One that brings nothing is left alone.
    2. How many coins does it take? Counting the largest first gives the smallest number.
    3. If so many coins, or one more, fit so well that no change is left, they are taken: one more input is
       smaller than an output for change and the input that spends it later.
    4. Else the largest are taken, but the last gives way to the smallest that is still enough.

    Change below :func:`dust`, or below what spending it would cost, goes to the fee. Of ``payments`` and
    ``change``, the outputs, only the size counts here. Where ``height`` is given, that of the block that is
    to hold the spend, coinbases younger than ``maturity`` are left out. When all coins are not enough,
    :class:`Invalid` (``Insufficient funds``) says what is missing.
    """
    need_coins(coins)
    if height is not None:
        need_height(height)
    need_int(maturity, "the maturity, in blocks,", 0, MAX_HEIGHT)
    payments = need_all(TxOut, payments, "payments")
    need_int(amount, "the amount, in satoshi,", 1, MAX_MONEY)
    need_int(fee_rate, "the fee rate, in satoshi per byte,", 0, MAX_FEE_RATE)
    need_a(TxOut, change, "the output for the change")
    ripe = {at: coin for at, coin in coins.items() if height is None or is_ripe(coin, height, maturity)}
    sizes = {at: input_size(coin) for at, coin in ripe.items()}
    for size in sizes.values():
        need_a(InputSize, size, "what input_size returns, such as InputSize(148),")

    # Weights are quarters of virtual bytes, so all is counted in quarters of a satoshi: no fee is rounded.
    brings = {
        at: WITNESS_SCALE * coin.output.value - fee_rate * sizes[at].weight for at, coin in ripe.items()
    }
    useful = sorted((at for at in brings if brings[at] > 0), key=lambda at: (-brings[at], at))
    values = [brings[at] for at in useful]
    with_change = (*payments, change)
    # The number of inputs takes one byte, from 253 on three; a witness a mark of two, and a byte for each
    # input that has none; a virtual byte is counted whole. To count as if all coins were spent is enough for
    # any number of them, and asks for no more than these few bytes too much.
    count = len(values)
    bare = sum(not sizes[at].witness for at in useful)
    spare = MARK + bare + 3 if bare < count else 0

    def needed(count: int, outputs: Sequence[TxOut] = payments) -> int:
        """The amount, and the fee for all that is not inside the inputs."""
        weight = WITNESS_SCALE * size_without_inputs(count, outputs) + spare
        return WITNESS_SCALE * amount + fee_rate * weight

    least_change = max(dust(change), quarters(fee_rate * spend_size(change).weight))
    low, high = needed(count), needed(count, with_change) + WITNESS_SCALE * least_change - 1
    places = fewest_coins(values, needed)
    if not places:
        there = sum(ripe[at].output.value for at in useful)
        # each value is what a coin brings when its input is paid for
        fee_of_inputs = WITNESS_SCALE * there - sum(values)
        raise not_enough(
            amount=amount,
            fee=quarters(fee_of_inputs + needed(count)) - amount,
            there=there,
            count=count,
            resting=len(coins) - len(ripe),
            maturity=maturity,
            useless=len(ripe) - len(useful),
        )

    def chosen(places: Sequence[int]) -> Selection:
        """These coins, with change if there is enough for it."""
        outpoints = tuple(useful[place] for place in places)
        inputs, total = [sizes[at] for at in outpoints], sum(ripe[at].output.value for at in outpoints)
        size, larger = signed_size(inputs, payments), signed_size(inputs, with_change)
        left = total - amount - fee_rate * larger
        kept = left if left >= least_change else 0
        return Selection(outpoints, total - amount - kept, kept, larger if kept else size)

    fit = exact_fit(values, low, high, len(places) + 1)
    fitting = chosen(fit) if fit else None
    return fitting if fitting and not fitting.change else chosen(places)


def quarters(count: int) -> int:
    """So many quarters as a whole number, rounded up."""
    return -(-count // WITNESS_SCALE)


def spend_size(output: TxOut) -> InputSize:
    """The bytes of a usual input that spends an output of this form."""
    form, _ = payee(output.script_pubkey) or ("", b"")
    return SPENDS.get(form, PLAIN_INPUT)


def is_ripe(coin: Coin, height: int, maturity: int) -> bool:
    """May a block at ``height`` spend the coin?"""
    return not coin.coinbase or height - coin.height >= maturity


def size_without_inputs(count: int, outputs: Sequence[TxOut]) -> int:
    """The bytes of a transaction with ``count`` inputs that are not inside these inputs."""
    return len(build((), outputs).serialize()) - 1 + len(encode_varint(count))


def signed_size(inputs: Sequence[InputSize], outputs: Sequence[TxOut]) -> int:
    """The virtual bytes of a transaction with these inputs."""
    weight = WITNESS_SCALE * size_without_inputs(len(inputs), outputs) + sum(size.weight for size in inputs)
    bare = sum(not size.witness for size in inputs)
    return quarters(weight if bare == len(inputs) else weight + MARK + bare)


def not_enough(
    *, amount: int, fee: int, there: int, count: int, resting: int, maturity: int, useless: int
) -> Invalid:
    """The error that says what is there, what is needed, what is missing, and which coins do not count."""
    needed, coins = amount + fee, "1 coin" if count == 1 else f"{count} coins"
    text = f"needed: {needed} satoshi ({amount} and a fee of {fee}), there: {there} in {coins}, "
    text += f"missing: {needed - there}"
    if resting:
        text += (
            f"; not counted: {resting} from coinbases, whose coins rest until they are {maturity} blocks old"
        )
    if useless:
        text += f"; not counted: {useless} worth less than it costs to spend them"
    return Invalid("Insufficient funds", text, expected=needed, got=there)


def fewest_coins(values: Sequence[int], needed: Callable[[int], int]) -> tuple[int, ...]:
    """Places of the fewest ``values``, given largest first, that reach what so many of them must.

    They are the largest, except for the last: that is the smallest that does. Empty if all are not enough.
    """
    for count, total in enumerate(accumulate(values), start=1):
        if total >= needed(count):
            missing = needed(count) - (total - values[count - 1])
            last = max(place for place in range(count - 1, len(values)) if values[place] >= missing)
            return (*range(count - 1), last)
    return ()


def exact_fit(values: Sequence[int], low: int, high: int, most: int) -> tuple[int, ...]:
    """Places of at most ``most`` values, given largest first, whose sum lies between ``low`` and ``high``.

    Tries to take and to leave each value in turn, and goes back where even the next largest would not
    reach ``low``. Empty when there are none, or when ``TRIES`` steps find none.
    """
    sums = [0, *accumulate(values)]
    todo: list[tuple[tuple[int, ...], int, int]] = [((), 0, 0)]  # places taken, next place, sum so far
    for _ in range(TRIES):
        if not todo:
            break
        taken, place, total = todo.pop()
        if low <= total <= high:
            return taken
        end = min(place + most - len(taken), len(values))
        if total < low <= total + sums[end] - sums[place]:
            todo.append((taken, place + 1, total))
            todo.append(((*taken, place), place + 1, total + values[place]))  # looked at first
    return ()
