"""What the suites of lesson 03b share: the two payments that everybody knows, and made ones."""

from autograder.suites.payments import coin, made
from blockkit.data.payments import real_payment
from blockkit.transaction import Transaction, TxIn, TxOut


def _bare(name: str) -> Transaction:
    """A real one, without the bytes that a parsed transaction remembers."""
    tx = real_payment(name)
    return Transaction(tx.version, tx.inputs, tx.outputs, tx.lock_time)


FIRST, SLIDES = _bare("f4184fc5"), _bare("0627052b")
COINBASE = _bare("d5ada064")
FIRST_CODE = real_payment("0437cd7f").outputs[0].script_pubkey
SLIDES_CODE = SLIDES.outputs[1].script_pubkey  # the change goes back to where the coin came from


def with_outputs(count: int) -> Transaction:
    """One input, and so many outputs of different amounts."""
    return made(outputs=[TxOut(1_000 + n, bytes([0x51 + n % 16])) for n in range(count)])


def with_inputs(count: int) -> Transaction:
    """So many inputs that differ in every field, and one output."""
    inputs = [TxIn(coin(n, n % 7), bytes([1, n % 256]) * (n % 3), 0xFFFFFFFF - n) for n in range(count)]
    return made(inputs, [TxOut(77, b"\x51\x52")])
