"""Which coins to spend: enough for a payment and its fee, few of them, and if possible no change.

Nothing is left to chance: the same coins and the same payment always give the same choice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from blockkit.encoding import encode_varint
from blockkit.errors import Invalid
from blockkit.guards import need_all, need_int
from blockkit.params import MAX_MONEY
from blockkit.templates import p2pkh
from blockkit.transaction import OutPoint, TxOut
from blockkit.utxo import Coin
from blockkit.wallet.signing import build

DUST = 546  # satoshi; nodes relay no smaller P2PKH output, our own pool does (Core: GetDustThreshold)
MAX_FEE_RATE = 10_000  # satoshi per byte; more is a slip (Core: DEFAULT_MAX_RAW_TX_FEE_RATE)
SIGNATURE_SIZE = 72  # bytes at most: 71 in DER, since our s is the lower one, and the hash type
PLAIN = TxOut(0, p2pkh(bytes(20)))  # stands for a usual output where only its size counts
PLAIN_INPUT = 36 + 1 + (1 + SIGNATURE_SIZE) + (1 + 33) + 4  # bytes: outpoint, length, script_sig, sequence
TRIES = 20_000  # steps of the search for an exact fit
MAX_HEIGHT = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Selection:
    """Coins to spend: together they are worth the amount, the fee and the change, to the satoshi."""

    outpoints: tuple[OutPoint, ...]  # the most useful coin first
    fee: int  # satoshi
    change: int  # satoshi; 0 when there is to be no output for it
    size: int  # bytes of the signed transaction, at most


def need_coins(coins: object) -> None:
    """Refuse what is not a set of coins, such as the chain that has one."""
    if not isinstance(coins, Mapping) or not all(isinstance(coin, Coin) for coin in coins.values()):
        raise TypeError(
            f"the coins must be a dict from OutPoint to Coin, such as chain.utxos, got {type(coins).__name__}"
        )


def need_height(height: object) -> None:
    """Refuse what is not the height of a block."""
    need_int(height, "the height (for the next block, chain.tip.height + 1)", 0, MAX_HEIGHT)


def plain_input_size(coin: Coin) -> int:
    """The bytes of an input that spends a P2PKH output with a key of 33 bytes."""
    return PLAIN_INPUT


def select_coins(
    coins: Mapping[OutPoint, Coin],
    amount: int,
    fee_rate: int,
    *,
    height: int | None = None,
    maturity: int = 100,
    payments: Sequence[TxOut] = (PLAIN,),
    change: TxOut = PLAIN,
    input_size: Callable[[Coin], int] = plain_input_size,
) -> Selection:
    """The coins for a payment of ``amount`` satoshi at ``fee_rate`` satoshi per byte; always the same ones.

    1. A coin brings its value, less the fee for its input. One that brings nothing is left alone.
    2. How many coins does it take? Counting the largest first gives the smallest number.
    3. If so many coins, or one more, fit so well that no change is left, they are taken: one more input is
       smaller than an output for change and the input that spends it later.
    4. Else the largest are taken, but the last gives way to the smallest that is still enough.

    Change below ``DUST``, or below what spending it would cost, goes to the fee. Of ``payments`` and
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
    ripe = {at: coin for at, coin in coins.items() if height is None or is_ripe(coin, height, maturity)}
    brings = {at: coin.output.value - fee_rate * input_size(coin) for at, coin in ripe.items()}
    useful = sorted((at for at in brings if brings[at] > 0), key=lambda at: (-brings[at], at))
    values = [brings[at] for at in useful]
    with_change = (*payments, change)

    def needed(count: int, outputs: Sequence[TxOut] = payments) -> int:
        """The amount, and the fee for all that is not inside the inputs."""
        return amount + fee_rate * size_without_inputs(count, outputs)

    # The number of inputs takes one byte, from 253 on three. To count as if all coins were spent is enough
    # for any number of them, and asks for no more than these two bytes too much.
    count = len(values)
    least_change = max(DUST, fee_rate * PLAIN_INPUT)
    low, high = needed(count), needed(count, with_change) + least_change - 1
    places = fewest_coins(values, needed)
    if not places:
        there = sum(ripe[at].output.value for at in useful)
        fee_of_inputs = there - sum(values)  # each value is what a coin brings when its input is paid for
        raise not_enough(
            amount=amount,
            fee=fee_of_inputs + needed(count) - amount,
            there=there,
            count=count,
            resting=len(coins) - len(ripe),
            maturity=maturity,
            useless=len(ripe) - len(useful),
        )
    places = exact_fit(values, low, high, len(places) + 1) or places

    left = sum(values[place] for place in places) - needed(len(places), with_change)
    kept = left if left >= least_change else 0
    chosen = [ripe[useful[place]] for place in places]
    return Selection(
        outpoints=tuple(useful[place] for place in places),
        fee=sum(coin.output.value for coin in chosen) - amount - kept,
        change=kept,
        size=size_without_inputs(len(places), with_change if kept else payments)
        + sum(input_size(coin) for coin in chosen),
    )


def is_ripe(coin: Coin, height: int, maturity: int) -> bool:
    """May a block at ``height`` spend the coin?"""
    return not coin.coinbase or height - coin.height >= maturity


def size_without_inputs(count: int, outputs: Sequence[TxOut]) -> int:
    """The bytes of a transaction with ``count`` inputs that are not inside these inputs."""
    return len(build((), outputs).serialize()) - 1 + len(encode_varint(count))


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
