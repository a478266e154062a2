"""A wallet: keys, the coins that they open, and transactions that spend these.

For study only: never use it with real keys or real money.

There are no coins in a wallet. Coins are in the set of unspent outputs, which everybody has; a wallet holds
the keys that open some of them. To pay is to choose coins (:func:`select_coins`), to write a transaction
that spends them, and to sign it (:mod:`blockkit.wallet.signing`). Nothing here keeps a state or talks to a
network, and no message shows a secret. The file in which keys are kept is the matter of
:mod:`blockkit.wallet.wallet_file`.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from blockkit.addresses import decode_address, p2pkh_address
from blockkit.encoding import encode_varint
from blockkit.errors import Invalid, shown
from blockkit.guards import need_a, need_all, need_int
from blockkit.hashing import hash160
from blockkit.keys import ORDER, PrivateKey
from blockkit.params import MAX_MONEY, ChainParams, need_params
from blockkit.templates import p2pk, p2pkh, p2sh
from blockkit.transaction import OutPoint, Transaction, TxOut, check_transaction
from blockkit.utxo import Coin, check_inputs
from blockkit.wallet.signing import build, read_lock, sign_input, unlocking_script

SYSTEM = secrets.SystemRandom()  # the operating system's randomness, which nobody can guess


def new_key(rng: Random = SYSTEM) -> PrivateKey:
    """A new private key. Another ``rng`` than the system's is for tests: who knows its seed has the key."""
    need_a(Random, rng, "rng (Random(1) makes one)")
    return PrivateKey(rng.randrange(1, ORDER))


def address_script(address: str, params: ChainParams) -> bytes:
    """The script that pays to an address of the chain of ``params``."""
    kind, script_hash = decode_address(address, params)
    return p2pkh(script_hash) if kind == "p2pkh" else p2sh(script_hash)


# ---- which coins to spend ------------------------------------------------------------------------

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
    """Refuse what is no set of coins, such as the chain that has one."""
    if not isinstance(coins, Mapping) or not all(isinstance(coin, Coin) for coin in coins.values()):
        raise TypeError(
            f"the coins must be a dict from OutPoint to Coin, such as chain.utxos, got {type(coins).__name__}"
        )


def need_height(height: object) -> None:
    """Refuse what is no height."""
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


# ---- the wallet ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wallet:
    """Keys on the chain of ``params``. Its coins are the P2PKH and P2PK outputs that name one of them."""

    keys: tuple[PrivateKey, ...]
    params: ChainParams
    _openers: dict[bytes, tuple[PrivateKey, bytes]] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        need_params(self.params)
        keys = tuple(self.keys) if isinstance(self.keys, Iterable) else None
        if keys is None or not all(isinstance(key, PrivateKey) for key in keys):  # never shown
            raise TypeError(
                "a wallet is made of a list of PrivateKeys, as in Wallet([key], params): "
                "new_key() makes one, decode_wif(…) reads one"
            )
        object.__setattr__(self, "keys", keys)
        openers = {}  # from an output's script to the key that opens it, private and public
        for key in keys:
            public = key.public_key()
            openers[p2pkh(hash160(public))] = openers[p2pk(public)] = key, public
        object.__setattr__(self, "_openers", openers)

    def __repr__(self) -> str:
        return f"Wallet({self.params.name}: {shown(self.addresses, 200)})"

    @property
    def addresses(self) -> tuple[str, ...]:
        """The address of each key, in their order."""
        return tuple(p2pkh_address(key.public_key(), self.params) for key in self.keys)

    def own(self, utxos: Mapping[OutPoint, Coin]) -> dict[OutPoint, Coin]:
        """The coins that a key of this wallet opens, whether they may be spent yet or not."""
        need_coins(utxos)
        return {at: coin for at, coin in utxos.items() if coin.output.script_pubkey in self._openers}

    def balance(self, utxos: Mapping[OutPoint, Coin]) -> int:
        """What these are worth together, in satoshi."""
        return sum(coin.output.value for coin in self.own(utxos).values())

    def coins(self, utxos: Mapping[OutPoint, Coin], height: int) -> dict[OutPoint, Coin]:
        """Those that a block at ``height`` may spend; for the next block that is ``chain.tip.height + 1``."""
        need_height(height)
        maturity = self.params.coinbase_maturity
        return {at: coin for at, coin in self.own(utxos).items() if is_ripe(coin, height, maturity)}

    def input_size(self, coin: Coin) -> int:
        """The bytes, at most, of the input that spends one of our coins."""
        need_a(Coin, coin, "the coin")
        script = coin.output.script_pubkey
        if script not in self._openers:
            raise ValueError("no key of this wallet opens the coin")
        _, public = self._openers[script]
        script_sig = unlocking_script(read_lock(script), {public: bytes(SIGNATURE_SIZE)})
        return 36 + len(encode_varint(len(script_sig))) + len(script_sig) + 4

    def pay(
        self,
        utxos: Mapping[OutPoint, Coin],
        height: int,
        payments: Sequence[tuple[str, int]],
        fee_rate: int,
        change_address: str,
    ) -> Transaction:
        """A signed transaction that pays each ``(address, satoshi)``, for a block at ``height``.

        :func:`select_coins` chooses the coins; change, if there is any, is the last output. What cannot be
        paid raises :class:`Invalid` (``Insufficient funds``).
        """
        pairs = isinstance(payments, list | tuple) and all(
            isinstance(pair, list | tuple) and len(pair) == 2 for pair in payments
        )
        if not pairs:
            raise TypeError(
                "payments must be a list of pairs, each an address and satoshi, as in [(address, 1000)]; "
                f"got {type(payments).__name__}"  # not shown: keys are pasted for addresses at times
            )
        need_height(height)
        if not payments:
            raise ValueError("whom to pay? At least one (address, satoshi) is needed")
        maturity, change_script = self.params.coinbase_maturity, address_script(change_address, self.params)
        outputs = []
        for address, value in payments:
            script = address_script(address, self.params)
            what = f"the amount for {address}, in satoshi (0.5 BTC is 50_000_000),"
            outputs.append(TxOut(need_int(value, what, 1, MAX_MONEY), script))
        own = self.own(utxos)
        selection = select_coins(
            own,
            sum(output.value for output in outputs),
            fee_rate,
            height=height,
            maturity=maturity,
            payments=outputs,
            change=TxOut(0, change_script),
            input_size=self.input_size,
        )
        if selection.change:
            outputs.append(TxOut(selection.change, change_script))
        spent = [own[outpoint] for outpoint in selection.outpoints]
        tx = build(selection.outpoints, outputs)
        for index, coin in enumerate(spent):
            key, _ = self._openers[coin.output.script_pubkey]
            tx = sign_input(tx, index, coin.output, key)
        check_transaction(tx)
        check_inputs(tx, spent, height, maturity)
        return tx
