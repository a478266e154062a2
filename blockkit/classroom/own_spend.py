"""A taproot spend of one's own: what the challenge of lesson 03c gives, and how it judges."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from blockkit.classroom.checks import Property
from blockkit.classroom.properties import holds
from blockkit.classroom.real_spends import RealSpend, unsigned_spend
from blockkit.classroom.shapes import opens
from blockkit.classroom.trying.for_checks import call
from blockkit.digests import Spending, taproot_sighash
from blockkit.errors import shown
from blockkit.guards import need_a, need_bytes
from blockkit.interpreter import Flag
from blockkit.rules import RULES
from blockkit.schnorr import key_of as x_of
from blockkit.schnorr import sign, taproot_tweak
from blockkit.schnorr import tweaked_key as key_with_tweak
from blockkit.schnorr import tweaked_secret as secret_with_tweak
from blockkit.script import ScriptError

TODAY = Flag.P2SH | Flag.DERSIG | Flag.NULLDUMMY | Flag.WITNESS | Flag.TAPROOT
TODAY |= Flag.CHECKLOCKTIMEVERIFY | Flag.CHECKSEQUENCEVERIFY
SECRETS = (7, 6)  # the y of the first one's key is even, the other's odd: see the tests


# ---- what is given -------------------------------------------------------------------------------


def x_key(secret: int) -> bytes:
    """The key of a secret as taproot writes it: the x of its point, 32 bytes."""
    return x_of(secret)


def tweaked_key(key: bytes) -> bytes:
    """The key that stands in the lock: ``key`` and G times a hash of it."""
    made = key_with_tweak(key, taproot_tweak(key))
    if made is None:
        raise ValueError(f"{shown(key)} is no key")
    return made[0]


def tweaked_secret(secret: int) -> int:
    """The secret of :func:`tweaked_key`."""
    return secret_with_tweak(secret, taproot_tweak(x_of(secret)))


def unsigned(lock: bytes) -> RealSpend:
    """A payment to Bob of a made coin that this lock locks; nobody has signed it."""
    return unsigned_spend("your coin", need_bytes(lock, "the lock"), 0xFFFFFFFF, 0)


def digest_of(spend: RealSpend) -> bytes:
    """The 32 bytes that a taproot signature of this spend signs."""
    need_a(RealSpend, spend, "the spend")
    return taproot_sighash(Spending(spend.tx, spend.spent), spend.index)


def schnorr_sign(secret: int, digest: bytes) -> bytes:
    """The 64 bytes that sign ``digest`` (BIP 340)."""
    return sign(secret, need_bytes(digest, "the digest", 32))


def with_witness(spend: RealSpend, *items: bytes) -> RealSpend:
    """The same spend with these items as its witness."""
    need_a(RealSpend, spend, "the spend")
    witness = tuple(need_bytes(item, f"item {place} of the witness") for place, item in enumerate(items))
    return replace(spend, tx=replace(spend.tx, witnesses=(witness,)))


# ---- how it is judged ----------------------------------------------------------------------------


def why_not(spend: RealSpend, flags: Flag = TODAY) -> str:
    """Why a node with these rules refuses the spend; nothing where it does not."""
    try:
        RULES.verify_input(spend.tx, spend.index, spend.spent, flags)
    except ScriptError as error:
        return str(error)
    return ""


def taproot_properties(function: Callable[..., Any]) -> list[Property]:
    """What the challenge asks of a function from a secret to a spend."""

    def made(secret: int) -> RealSpend:
        spend = call(function, secret)
        holds(
            type(spend) is RealSpend, f"for {secret} it returned {shown(spend)}, not what with_witness gives"
        )
        count, paid = len(spend.tx.inputs), len(spend.tx.outputs)
        holds(
            count and paid, f"for {secret} it has {count} inputs and {paid} outputs: unsigned gives one each"
        )
        return spend  # type: ignore[no-any-return]

    def locked() -> None:
        for secret in SECRETS:
            lock, x = made(secret).script_pubkey, x_of(secret)
            holds(lock[:2] == b"\x51\x20" and len(lock) == 34, f"the lock is {lock.hex()}")
            holds(lock[2:] != x, "the lock has the key as it is, without the tweak")
            holds(lock[2:] == tweaked_key(x), "the key in the lock is not the secret's")

    def signed() -> None:
        for secret in SECRETS:
            why = why_not(made(secret))
            holds(not why, f"secret {secret}: a node of today refuses it ({why})")

    def seen_by_an_old_node() -> None:
        spend = made(SECRETS[0])
        holds(opens(spend.unlocking, spend.locking, spend.check), "an old node refuses it")

    def fixed() -> None:
        spend = made(SECRETS[0])
        paid = replace(spend.tx.outputs[0], value=spend.tx.outputs[0].value - 1)
        changed = replace(spend, tx=replace(spend.tx, outputs=(paid,)))
        holds(
            why_not(changed), "another amount is paid, and the signature still holds: does it sign anything?"
        )
        other = with_witness(spend, *made(SECRETS[1]).tx.witness(0))
        holds(why_not(other), "the other secret's signature opens it too")

    return [
        ("lock", "the lock: 51 20, and the tweaked key", locked),
        ("signed", "a node of today accepts it", signed),
        ("old", "so does an old node, which sees no signature", seen_by_an_old_node),
        ("fixed", "another amount, another's signature: refused", fixed),
    ]
