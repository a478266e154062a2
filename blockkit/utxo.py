"""The set of unspent outputs, and what a transaction does to it.

The set is a plain dictionary from outpoint to :class:`Coin`. Whoever changes it keeps a diary, the
*undo list*: for each change, what stood there before. Read backwards, it takes everything back, and doing
so keeps a diary of its own, so that the way back can itself be taken back. A block or a reorganisation
that fails half-way is undone in this manner, and the set is exactly as it was.

Source: Bitcoin Core v28.1, ``coins.h``, ``consensus/tx_verify.cpp`` and ``validation.cpp``.
"""

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Self

from blockkit.encoding import Reader
from blockkit.errors import Invalid
from blockkit.opcodes import CODES
from blockkit.params import MAX_MONEY
from blockkit.script import MAX_SCRIPT_SIZE
from blockkit.transaction import OutPoint, Transaction, TxOut


@dataclass(frozen=True, slots=True)
class Coin:
    """An output that is not spent yet."""

    output: TxOut
    height: int  # of the block that made it
    coinbase: bool  # such coins rest for ``coinbase_maturity`` blocks

    def serialize(self) -> bytes:
        """Height and coinbase flag in one number of 4 bytes, then the output: how a coin is stored."""
        return (self.height << 1 | self.coinbase).to_bytes(4, "little") + self.output.serialize()

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """The coin that comes next."""
        code = reader.uint(4)
        return cls(TxOut(reader.sint(8), reader.var_bytes()), code >> 1, bool(code & 1))

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The coin in exactly these bytes."""
        return Reader.whole(data, cls.read)


Utxos = MutableMapping[OutPoint, Coin]
Undo = list[tuple[OutPoint, Coin | None]]  # what stood there before each change; None: nothing

OP_RETURN = bytes([CODES["OP_RETURN"]])


def is_unspendable(output: TxOut) -> bool:
    """Outputs that no script can ever open are not kept (Core: ``IsUnspendable``)."""
    return output.script_pubkey.startswith(OP_RETURN) or len(output.script_pubkey) > MAX_SCRIPT_SIZE


def spent_coins(tx: Transaction, utxos: Utxos) -> list[Coin]:
    """The coins that the inputs name, in their order; :class:`Invalid` when one is not there."""
    coins = []
    for txin in tx.inputs:
        coin = utxos.get(txin.prevout)
        if coin is None:
            raise Invalid("bad-txns-inputs-missingorspent", f"{txin.prevout} is no unspent output")
        coins.append(coin)
    return coins


def check_inputs(tx: Transaction, coins: list[Coin], height: int, maturity: int = 100) -> int:
    """The fee, in satoshi, of a transaction that spends ``coins`` in a block at ``height``.

    Raises :class:`Invalid` when a coin is not ripe or the coins are not worth enough.
    Source: Core, ``CheckTxInputs``.
    """
    if len(coins) != len(tx.inputs):
        raise ValueError(f"one coin for each of {len(tx.inputs)} inputs is needed, got {len(coins)}")
    total = 0
    for coin in coins:
        if coin.coinbase and height - coin.height < maturity:
            rest, age = f"{maturity} blocks of rest", f"{height - coin.height} blocks"
            raise Invalid("bad-txns-premature-spend-of-coinbase", expected=rest, got=age)
        total += coin.output.value
        if not 0 <= coin.output.value <= MAX_MONEY or total > MAX_MONEY:
            raise Invalid("bad-txns-inputvalues-outofrange", expected=f"at most {MAX_MONEY}", got=total)
    paid = sum(output.value for output in tx.outputs)
    if total < paid:
        raise Invalid("bad-txns-in-belowout", expected=f"at most {total} satoshi", got=paid)
    return total - paid


def apply(tx: Transaction, utxos: Utxos, height: int, undo: Undo) -> None:
    """Take the outputs that ``tx`` spends out of the set and put its own in; note each change in ``undo``.

    The coins must be there: :func:`spent_coins` asks first. Source: Core, ``UpdateCoins``.
    """
    coinbase = tx.is_coinbase
    if not coinbase:
        for txin in tx.inputs:
            undo.append((txin.prevout, utxos[txin.prevout]))  # first noted, then changed: see disconnect
            del utxos[txin.prevout]
    for outpoint, output in zip(tx.outpoints(), tx.outputs, strict=True):
        if not is_unspendable(output):
            undo.append((outpoint, utxos.get(outpoint)))  # before BIP 34 a coinbase could come twice
            utxos[outpoint] = Coin(output, height, coinbase)


def disconnect(utxos: Utxos, undo: Undo, redo: Undo | None = None) -> Undo:
    """Take back every change that ``undo`` notes, the newest first; returns what takes this back.

    Each step is noted (in ``redo``, if that is given) before it is made, and a note of a step that was not
    made does no harm: so even an interrupt half-way can be taken back.
    """
    redo = [] if redo is None else redo
    for outpoint, before in reversed(undo):
        redo.append((outpoint, utxos.get(outpoint)))
        if before is None:
            utxos.pop(outpoint, None)
        else:
            utxos[outpoint] = before
    return redo
