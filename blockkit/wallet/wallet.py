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

from blockkit.addresses import address_of, script_of
from blockkit.encoding import encode_varint
from blockkit.errors import shown, shown_unless_key
from blockkit.guards import need_a, need_int
from blockkit.hashing import hash160
from blockkit.keys import ORDER, PrivateKey
from blockkit.params import MAX_MONEY, NEVER, ChainParams, need_params
from blockkit.script import is_p2sh, is_witness_program, push
from blockkit.taproot import output_key
from blockkit.templates import p2pk, p2pkh, p2sh, p2tr, p2wpkh, payee, read_lock
from blockkit.transaction import MIN_INPUT, OutPoint, Transaction, TxOut, check_transaction
from blockkit.utxo import Coin, check_inputs
from blockkit.wallet.coin_selection import (
    SIGNATURE_SIZE,
    SPENDS,
    InputSize,
    is_ripe,
    need_coins,
    need_height,
    select_coins,
)
from blockkit.wallet.signing import build, sign_input, unlocking_script

SYSTEM = secrets.SystemRandom()  # the operating system's randomness, which nobody can guess


def new_key(rng: Random = SYSTEM) -> PrivateKey:
    """A new private key. Another ``rng`` than the system's is for tests: who knows its seed has the key."""
    need_a(Random, rng, "rng (Random(1) makes one)")
    return PrivateKey(rng.randrange(1, ORDER))


WITNESS_KINDS = ("p2sh-p2wpkh", "p2wpkh", "p2tr")
KINDS = ("p2pkh", *WITNESS_KINDS)  # of addresses: that of 2009, and those with a witness


@dataclass(frozen=True, slots=True)
class Wallet:
    """Keys on the chain of ``params``, and the kind of addresses that it shows.

    Its coins are the outputs that name one of the keys: P2PKH and P2PK, and where the chain has witnesses
    P2WPKH, the same inside P2SH, and P2TR (BIP 86), whatever the kind. ``kind`` is one of ``KINDS``.
    """

    keys: tuple[PrivateKey, ...]
    params: ChainParams
    kind: str = "p2pkh"
    # from an output's script to the key that opens it, private and public
    _openers: dict[bytes, tuple[PrivateKey, bytes]] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        need_params(self.params)
        keys = tuple(self.keys) if isinstance(self.keys, Iterable) else None
        if keys is None or not all(isinstance(key, PrivateKey) for key in keys):  # never shown
            raise TypeError(
                "a wallet is made of a list of PrivateKeys, as in Wallet([key], params): "
                "new_key() makes one, decode_wif(…) reads one"
            )
        if self.kind not in KINDS:
            raise ValueError(
                f"the kind of a wallet is one of {', '.join(KINDS)}, got {shown_unless_key(self.kind)}"
            )
        with_witness = self.kind in WITNESS_KINDS
        if with_witness and self.params.segwit_height == NEVER:
            raise ValueError(f"the {self.params.name} chain has no witnesses, so no {self.kind} addresses")
        if with_witness and not all(key.compressed for key in keys):
            raise ValueError("a witness takes compressed keys only: PrivateKey(…, compressed=True)")
        object.__setattr__(self, "keys", keys)
        openers: dict[bytes, tuple[PrivateKey, bytes]] = {}  # as below
        for key in keys:
            public = key.public_key()
            with_witness = key.compressed and self.params.segwit_height != NEVER
            scripts = [script_for(public, kind) for kind in (KINDS if with_witness else KINDS[:1])]
            openers |= dict.fromkeys([*scripts, p2pk(public)], (key, public))
        object.__setattr__(self, "_openers", openers)

    def __repr__(self) -> str:
        return f"Wallet({self.params.name}: {shown(self.addresses, 200)})"

    @property
    def addresses(self) -> tuple[str, ...]:
        """The address of each key, in their order."""
        scripts = (script_for(key.public_key(), self.kind) for key in self.keys)
        return tuple(address_of(script, self.params) or "" for script in scripts)  # each has one

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
        maturity, own = self.params.coinbase_maturity, self.own(utxos)
        ripe = {at: coin for at, coin in own.items() if is_ripe(coin, height, maturity)}
        return {at: coin for at, coin in ripe.items() if self._may_open(coin, height)}

    def _may_open(self, coin: Coin, height: int) -> bool:
        """Are there witnesses at this height, if it takes one?"""
        return height >= self.params.segwit_height or not self.input_size(coin).witness

    def input_size(self, coin: Coin) -> InputSize:
        """The bytes, at most, of the input that spends one of our coins."""
        need_a(Coin, coin, "the coin")
        script = coin.output.script_pubkey
        if script not in self._openers:
            raise ValueError("no key of this wallet opens the coin")
        form, _ = payee(script) or ("", b"")
        if form in SPENDS:
            return SPENDS[form]
        if redeem := self._redeem_script(script):
            return InputSize(MIN_INPUT + len(push(redeem)), SPENDS["p2wpkh"].witness)
        _, public = self._openers[script]
        script_sig = unlocking_script(read_lock(script), {public: bytes(SIGNATURE_SIZE)})
        return InputSize(MIN_INPUT - 1 + len(encode_varint(len(script_sig))) + len(script_sig))

    def _redeem_script(self, script: bytes) -> bytes:
        """What a P2SH output of ours hashes; nothing for other outputs."""
        _, public = self._openers[script]
        return p2wpkh(hash160(public)) if is_p2sh(script) else b""

    def pay(
        self,
        utxos: Mapping[OutPoint, Coin],
        height: int,
        payments: Sequence[tuple[str, int]],
        fee_rate: int,
        change_address: str = "",
    ) -> Transaction:
        """A signed transaction that pays each ``(address, satoshi)``, for a block at ``height``.

        :func:`select_coins` chooses the coins; change, if there is any, is the last output, and goes to
        ``change_address``, or to our first one. ``fee_rate`` is satoshi per virtual byte. What cannot be paid
        raises :class:`Invalid` (``Insufficient funds``).
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
        if change_address == "" and not self.keys:
            raise ValueError("this wallet has no keys, and so no address for the change: name one")
        maturity = self.params.coinbase_maturity
        change_script = self._script_that_pays(self.addresses[0] if change_address == "" else change_address)
        outputs = []
        for address, value in payments:
            script = self._script_that_pays(address)
            what = f"the amount for {address}, in satoshi (0.5 BTC is 50_000_000),"
            outputs.append(TxOut(need_int(value, what, 1, MAX_MONEY), script))
        own = {at: coin for at, coin in self.own(utxos).items() if self._may_open(coin, height)}
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
        coins = [own[outpoint] for outpoint in selection.outpoints]
        spent = [coin.output for coin in coins]
        tx = build(selection.outpoints, outputs)
        for index, output in enumerate(spent):
            key, _ = self._openers[output.script_pubkey]
            redeem = self._redeem_script(output.script_pubkey)
            tx = sign_input(tx, index, spent, key, redeem_script=redeem)
        check_transaction(tx)
        check_inputs(tx, coins, height, maturity)
        return tx

    def _script_that_pays(self, address: str) -> bytes:
        script = script_of(address, self.params)
        if is_witness_program(script) and self.params.segwit_height == NEVER:
            raise ValueError(
                f"the {self.params.name} chain has no witnesses: nobody could spend what {address} gets"
            )
        return script


def script_for(public: bytes, kind: str) -> bytes:
    """The script that pays to whoever has the private key of a public one; ``kind`` is one of ``KINDS``."""
    if kind == "p2tr":
        found = output_key(public[1:])
        assert found, "no key is the point that its own tweak takes away"
        return p2tr(found[0])
    name = hash160(public)
    if kind == "p2sh-p2wpkh":
        return p2sh(hash160(p2wpkh(name)))
    return p2wpkh(name) if kind == "p2wpkh" else p2pkh(name)
