"""E3.3: signing with a given nonce.

Long nonces are few, since each costs a walk of 256 bits here and one in the answer. A high s costs a seventh.
"""

from autograder.suites import curve, families
from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson03a_keys.shared import ORDER, G, numbers
from blockkit.classroom.properties import gives, holds, refuses
from blockkit.classroom.trying.for_checks import call, call_text
from blockkit.errors import shown

HALF = ORDER // 2


def _signs(sign_ecdsa: Student, secret: int, z: int, nonce: int) -> None:
    """The one answer, whichever of the two s it has: which one is asked by a property of its own."""
    r, s = curve.signed(secret, z, nonce)
    found = call(sign_ecdsa, secret, z, nonce)
    fits = (
        isinstance(found, list | tuple) and len(found) == 2 and found[0] == r and found[1] in (s, ORDER - s)
    )
    called = call_text(sign_ecdsa, [secret, z, nonce])
    holds(
        fits and type(found[0]) is type(found[1]) is int, f"{called} gave {shown(found)}, not {shown((r, s))}"
    )


def _signature(secret: int, z: int, nonce: int) -> tuple[int, int]:
    r, s = curve.signed(secret, z, nonce)
    return r, min(s, ORDER - s)


@hidden_property("E3.3", "one-answer", "eight signatures, each the one right answer", weight=4)
def _one_answer(sign_ecdsa: Student) -> None:
    drawn = numbers("one answer", 24)
    for place, (secret, z, nonce) in enumerate(zip(drawn[:8], drawn[8:16], drawn[16:], strict=True)):
        _signs(sign_ecdsa, secret, z, nonce % 2**40 if place % 3 else nonce)


@hidden_property("E3.3", "low-s", "the lower s, on both sides of the border", weight=2)
def _low_s(sign_ecdsa: Student) -> None:
    secret, nonce = 31, 57
    r, _ = curve.signed(secret, 0, nonce)
    for s in (HALF - 1, HALF, HALF + 1, HALF + 2, 1, ORDER - 1):
        gives((r, curve.low(s)), sign_ecdsa, secret, (nonce * s - r * secret) % ORDER, nonce)


@hidden_property("E3.3", "any-message", "messages of 0, of the order and above it", weight=2)
def _any_message(sign_ecdsa: Student) -> None:
    for z in (0, 1, ORDER - 1, ORDER, ORDER + 1, 2**256 - 1):
        _signs(sign_ecdsa, 6, z, 11)


@hidden_property(
    "E3.3", "useless-nonce", "s would be 0: refused, and the message beside it is signed", weight=2
)
def _useless_nonce(sign_ecdsa: Student) -> None:
    for secret, nonce in ((5, 7), (ORDER - 1, 1), (numbers("useless", 1)[0], 2)):
        r, _ = curve.signed(secret, 0, nonce)
        z = -r * secret % ORDER
        refuses(sign_ecdsa, secret, z, nonce)
        _signs(sign_ecdsa, secret, z + 1, nonce)


@hidden_property("E3.3", "order-not-field", "r and s are numbers modulo the order, of any secret and nonce")
def _order_not_field(sign_ecdsa: Student) -> None:
    for secret, nonce in ((1, 1), (1, ORDER - 1), (ORDER - 1, 1), (ORDER - 2, 3), (2, 2)):
        _signs(sign_ecdsa, secret, 12_345, nonce)


@hidden_property("E3.3", "another-message", "another message: the same r, another s")
def _another_message(sign_ecdsa: Student) -> None:
    for z in (100, 101, 2**255, 100):
        _signs(sign_ecdsa, 12, z, 13)


@hidden_property("E3.3", "another-nonce", "another nonce: another r, and both are right")
def _another_nonce(sign_ecdsa: Student) -> None:
    for nonce in (2, 3, 2**255, 2):
        _signs(sign_ecdsa, 12, 100, nonce)
        holds(curve.times(nonce, G) is not None, "every nonce below the order leads to a point")


@hidden_property("E3.3", "another-secret", "another secret, the same message and nonce")
def _another_secret(sign_ecdsa: Student) -> None:
    for secret in (2, 3, 2**255, 2):
        _signs(sign_ecdsa, secret, 100, 17)
    families.answers_kept(sign_ecdsa, [(2, 100, 17), (3, 100, 17), (3, 100, 18)], _signature)
