"""Random and damaged input for everything that reads bytes or text: only our own errors may come out."""

import random

from blockkit import (
    Block,
    Flag,
    Header,
    Invalid,
    PrivateKey,
    Transaction,
    TxOut,
    bits_to_target,
    check_transaction,
    keys,
)
from blockkit.addresses import decode_address, decode_wif
from blockkit.asm import from_asm, to_asm
from blockkit.base58 import BASE58, decode_base58check
from blockkit.data import real_block
from blockkit.digests import Spending
from blockkit.opcodes import NAMES
from blockkit.rules import RULES
from blockkit.script import count_sigops, find_and_delete, push_plainly, redeem_script_sigops
from blockkit.spending import Spend
from blockkit.unlocking import verify_script
from blockkit.utxo import Coin

BLOCK = real_block(170).raw
TXS = real_block(170).transactions
KEY = PrivateKey(7)
PUBLIC = KEY.public_key()
SIGNATURE = KEY.sign(bytes(32)) + b"\x01"
TX = Transaction.parse(TXS[1])
ALL_FLAGS = list(Flag)


def damaged(numbers, raw):
    """The bytes with a few changed, cut off, doubled or put in."""
    data = bytearray(raw)
    for _ in range(numbers.randrange(1, 4)):
        at = numbers.randrange(len(data) + 1)
        match numbers.randrange(5):
            case 0:
                data[at : at + 1] = numbers.randbytes(1)
            case 1:
                del data[at:]
            case 2:
                data[at:at] = numbers.randbytes(numbers.randrange(9))
            case 3:
                data[at:at] = numbers.choice((b"\xff" * 9, b"\xfe\xff\xff\xff\xff", b"\x00", b"\xfd\x00\x00"))
            case _:
                data += data[at : at + 40]
    return bytes(data)


def random_script(numbers):
    """Operations that mostly exist, on data that mostly fits."""
    parts = []
    for _ in range(numbers.randrange(12)):
        match numbers.randrange(6):
            case 0:
                parts.append(bytes([numbers.randrange(256)]))
            case 1:
                parts.append(
                    push_plainly(numbers.choice((b"", b"\x01", b"\x80", PUBLIC, SIGNATURE, bytes(521))))
                )
            case 2:
                parts.append(push_plainly(numbers.randbytes(numbers.randrange(6))))
            case 3:
                parts.append(bytes([numbers.randrange(0x4F, 0x61)]))
            case _:
                parts.append(bytes([numbers.choice(list(NAMES))]))
    script = b"".join(parts)
    return script if numbers.random() < 0.95 else script[: numbers.randrange(len(script) + 1)]


def one_case(numbers):
    """One random input for one of the readers; an error that is not ours goes up."""
    match numbers.randrange(9):
        case 0:
            tx = Transaction.parse(damaged(numbers, numbers.choice(TXS)))
            assert Transaction.parse(tx.serialize()) == tx
            check_transaction(tx)
        case 1:
            block = Block.parse(damaged(numbers, BLOCK))
            assert Block.parse(block.serialize()) == block
            RULES.check_block(block)
        case 2:
            header = Header.parse(numbers.randbytes(80))
            RULES.check_pow(header)
        case 3:
            Transaction.parse(numbers.randbytes(numbers.randrange(120)))
        case 4:
            flags = Flag.NONE
            for flag in numbers.sample(ALL_FLAGS, numbers.randrange(4)):
                flags |= flag
            verify_script(random_script(numbers), random_script(numbers), Spend(Spending(TX), 0), flags)
        case 5:
            script = random_script(numbers)
            to_asm(script), count_sigops(script, accurate=True), redeem_script_sigops(script, script[:23])
            find_and_delete(script, numbers.choice((b"", b"\xab", script[1:3])))
        case 6:
            signature = damaged(numbers, SIGNATURE[:-1])
            keys.is_strict_der(signature + b"\x01"), keys.is_low_s(signature)
            keys.parse_der(signature)
            if numbers.random() < 0.02:  # the arithmetic is slow
                keys.verify(damaged(numbers, PUBLIC), bytes(32), signature)
        case 7:
            text = "".join(numbers.choices(BASE58 + "0 ", k=numbers.randrange(60)))
            reader = numbers.choice((decode_base58check, decode_address, decode_wif, from_asm))
            reader(text)
        case _:
            bits_to_target(numbers.randrange(2**32))
            Coin.parse(damaged(numbers, Coin(TxOut(5, b"\x51"), 3, True).serialize()))


def fuzz(cases, seed):
    """So many cases; returns how many were refused, so that a test can see that both kinds came."""
    numbers, refused = random.Random(seed), 0
    for _ in range(cases):
        try:
            one_case(numbers)
        except Invalid:
            refused += 1
        except ValueError as error:
            assert type(error) is ValueError, repr(error)  # no UnicodeError and the like
            refused += 1
    return refused
