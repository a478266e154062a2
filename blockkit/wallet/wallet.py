"""A wallet: keys, the coins that they open, and transactions that spend these.

For study only: never use it with real keys or real money.

There are no coins in a wallet. Coins are in the set of unspent outputs, which everybody has; a wallet holds
the keys that open some of them. To pay is to choose coins (:mod:`blockkit.wallet.coin_selection`), to
write a transaction that spends them, and to sign it (:mod:`blockkit.wallet.signing`). Nothing here keeps a
state or talks to a network, and no message shows a secret. :mod:`blockkit.wallet.wallet_file` keeps the
keys in a file.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from blockkit.addresses import p2pkh_address, script_of
from blockkit.encoding import encode_varint
from blockkit.errors import shown
from blockkit.guards import need_a, need_int
from blockkit.hashing import hash160
from blockkit.keys import ORDER, PrivateKey
from blockkit.params import MAX_MONEY, ChainParams, need_params
from blockkit.templates import p2pk, p2pkh, read_lock
from blockkit.transaction import OutPoint, Transaction, TxOut, check_transaction
from blockkit.utxo import Coin, check_inputs
from blockkit.wallet.coin_selection import SIGNATURE_SIZE, is_ripe, need_coins, need_height, select_coins
from blockkit.wallet.signing import build, sign_input, unlocking_script

SYSTEM = secrets.SystemRandom()  # the operating system's randomness, which nobody can guess


def new_key(rng: Random = SYSTEM) -> PrivateKey:
    """A new private key. Another ``rng`` than the system's is for tests: who knows its seed has the key."""
    need_a(Random, rng, "rng (Random(1) makes one)")
    return PrivateKey(rng.randrange(1, ORDER))


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
        maturity, change_script = self.params.coinbase_maturity, script_of(change_address, self.params)
        outputs = []
        for address, value in payments:
            script = script_of(address, self.params)
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
