"""E3.10: signatures that each need a key of their own, in order."""

from collections.abc import Sequence
from itertools import combinations, permutations, product

from autograder.suites import families
from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson03c_scripts.shared import Check, items, knows, number
from blockkit.classroom.properties import gives, holds, leaves_alone, refuses
from blockkit.classroom.trying.for_checks import call, call_seen
from blockkit.classroom.trying.trial import Raised
from blockkit.errors import shown

KEYS = [b"Alice", b"Bob", b"Carol", b"Dave"]
SIGNATURES = [b"by " + key for key in KEYS]
FITS = knows(*zip(SIGNATURES, KEYS, strict=True))


def _stack(signatures: Sequence[bytes], keys: Sequence[bytes], extra: bytes = b"") -> list[bytes]:
    """What the operation takes, as it lies on the stack."""
    return [extra, *signatures, number(len(signatures)), *keys, number(len(keys))]


def _good(signatures: Sequence[bytes], keys: Sequence[bytes], check: Check) -> bool:
    """By trying every choice of so many keys, in their order."""
    return any(all(map(check, signatures, chosen)) for chosen in combinations(keys, len(signatures)))


def _verdict(signatures: Sequence[bytes], keys: Sequence[bytes], check: Check = FITS) -> list[bytes]:
    return [b"\1" if _good(signatures, keys, check) else b""]


def _judged(
    op_checkmultisig: Student, signatures: Sequence[bytes], keys: Sequence[bytes], check: Check = FITS
) -> None:
    """The verdict on top is right; what lies below is the matter of other properties."""
    _says(op_checkmultisig, _verdict(signatures, keys, check), _stack(signatures, keys), check)


def _says(op_checkmultisig: Student, verdict: list[bytes], stack: list[bytes], check: Check) -> None:
    found = call(op_checkmultisig, stack, check)
    top = found[-1:] if isinstance(found, list) else found
    holds(top == verdict, f"{shown(stack)} left {shown(found)}; on top should be {shown(verdict[0])}")


# ---- the walk ------------------------------------------------------------------------------------


@hidden_property("E3.10", "every-choice", "every choice of signatures, for one to three keys", weight=3)
def _every_choice(op_checkmultisig: Student) -> None:
    for n in (1, 2, 3):
        for m in range(1, n + 1):
            for signatures in product([*SIGNATURES[:n], b"by nobody"], repeat=m):
                _judged(op_checkmultisig, signatures, KEYS[:n])


@hidden_property("E3.10", "order", "the order counts: all orders of two and three of four", weight=3)
def _order(op_checkmultisig: Student) -> None:
    for m in (2, 3):
        for signatures in permutations(SIGNATURES, m):
            _judged(op_checkmultisig, signatures, KEYS)
    _judged(op_checkmultisig, SIGNATURES, KEYS)
    _judged(op_checkmultisig, SIGNATURES[::-1], KEYS)
    _judged(op_checkmultisig, SIGNATURES, KEYS[::-1])


@hidden_property("E3.10", "goes-on", "a key that does not fit is passed, wherever it is", weight=2)
def _goes_on(op_checkmultisig: Student) -> None:
    strangers = items("strangers", 5, 33)
    for places in ((0, 1), (0, 6), (5, 6), (2, 4), (3, 5)):
        keys = [*strangers[:]]
        for place, key in zip(places, KEYS, strict=False):
            keys.insert(place, key)
        _judged(op_checkmultisig, SIGNATURES[:2], keys)
        _judged(op_checkmultisig, SIGNATURES[1::-1], keys)
    for place in range(6):
        keys = [*strangers[:place], b"Alice", *strangers[place:]]
        _judged(op_checkmultisig, SIGNATURES[:1], keys)


@hidden_property(
    "E3.10", "one-bad", "one bad signature of three: the first, the middle one, the last", weight=2
)
def _one_bad(op_checkmultisig: Student) -> None:
    _judged(op_checkmultisig, SIGNATURES[:3], KEYS)
    for _, signatures in families.one_fault(SIGNATURES[:3], lambda one: one[:-1] + b"x"):
        _judged(op_checkmultisig, signatures, KEYS)
        _judged(op_checkmultisig, signatures, KEYS[:3])
    for _, signatures in families.one_fault(SIGNATURES[:3], lambda one: b""):
        _judged(op_checkmultisig, signatures, KEYS)


@hidden_property("E3.10", "one-twice", "one signature twice needs its key twice", weight=2)
def _one_twice(op_checkmultisig: Student) -> None:
    alice, bob, carol, _ = KEYS
    twice = SIGNATURES[:1] * 2
    for keys in ([alice, bob], [alice, bob, carol], [bob, alice], [carol, bob, alice]):
        _says(op_checkmultisig, [b""], _stack(twice, keys), FITS)
    for keys in ([alice, alice], [alice, bob, alice], [bob, alice, alice], [alice, alice, carol]):
        _says(op_checkmultisig, [b"\1"], _stack(twice, keys), FITS)
    _says(op_checkmultisig, [b""], _stack(SIGNATURES[:1] * 3, [alice, bob, alice]), FITS)


@hidden_property("E3.10", "another-key", "a signature that fits two keys, and a judge that says yes to all")
def _another_key(op_checkmultisig: Student) -> None:
    keys = KEYS[:3]
    wide = knows((b"s", b"Alice"), (b"s", b"Bob"), (b"t", b"Alice"), (b"u", b"Bob"), (b"u", b"Carol"))
    for signatures in product((b"s", b"t", b"u"), repeat=2):
        _judged(op_checkmultisig, signatures, keys, wide)
    for m in range(4):
        _says(op_checkmultisig, [b"\1"], _stack([b"x"] * m, keys), lambda signature, key: True)


# ---- what is taken -------------------------------------------------------------------------------


@hidden_property("E3.10", "none-needed", "0 of n opens without a signature, also 0 of 0", weight=2)
def _none_needed(op_checkmultisig: Student) -> None:
    for n in range(5):
        gives([b"\1"], op_checkmultisig, _stack([], KEYS[:n]), FITS)
        gives([b"below", b"\1"], op_checkmultisig, [b"below", *_stack([], KEYS[:n])], knows())
    gives([b""], op_checkmultisig, _stack([b"by nobody"], KEYS), FITS)


@hidden_property("E3.10", "twenty", "up to twenty keys and signatures; twenty-one are refused", weight=2)
def _twenty(op_checkmultisig: Student) -> None:
    keys = items("twenty keys", 21, 33)
    signatures = [b"by " + key for key in keys]
    fits = knows(*zip(signatures, keys, strict=True))
    for n in (10, 16, 17, 20):
        for chosen in (signatures[:n], signatures[1:n], signatures[n - 1 : n], signatures[n - 1 :: -1]):
            few = [key for signature, key in zip(signatures, keys, strict=True) if signature in chosen]
            good = b"\1" if [b"by " + key for key in few] == chosen else b""
            gives([good], op_checkmultisig, _stack(chosen, keys[:n]), fits)
    refuses(op_checkmultisig, _stack(signatures[:1], keys), fits)
    refuses(op_checkmultisig, [*[b"\1"] * 300, b"\xff"], fits)


@hidden_property("E3.10", "too-few", "an item too few at any of its places: refused", weight=2)
def _too_few(op_checkmultisig: Student) -> None:
    whole = _stack(SIGNATURES[:2], KEYS[:3])
    gives([b"\1"], op_checkmultisig, whole, FITS)
    for left_out in range(1, len(whole) + 1):
        refuses(op_checkmultisig, whole[left_out:], FITS)
    refuses(op_checkmultisig, [b"", b""][1:], FITS)
    refuses(op_checkmultisig, [b"", b""], FITS)
    gives([b"\1"], op_checkmultisig, [b"", b"", b""], FITS)
    # a number above all that lies there: a slice from -1 or -2 on would find a key, or a signature
    for count in (1, 2):
        *below, _ = _stack(SIGNATURES[:1], KEYS[:count])
        for n in range(len(below), 2 * len(below)):
            refuses(op_checkmultisig, [*below, number(n)], FITS)
        *below, _ = _stack(SIGNATURES[:count], [])[:-1]
        for m in range(len(below), 2 * len(below) + 1):
            for keys in (KEYS * 2, [b"Eve"] * 8):
                refuses(op_checkmultisig, [*below, number(m), *keys, number(8)], FITS)


@hidden_property("E3.10", "more-than-keys", "more signatures than keys: refused")
def _more_than_keys(op_checkmultisig: Student) -> None:
    for m, n in ((1, 0), (2, 1), (3, 2), (4, 3), (20, 19)):
        refuses(op_checkmultisig, [b""] * 30 + _stack([b"s"] * m, [b"k"] * n), lambda signature, key: True)
    for m, n in ((1, 1), (2, 2), (19, 20)):
        gives([b"\1"], op_checkmultisig, _stack([b"s"] * m, [b"k"] * n), lambda signature, key: True)


@hidden_property("E3.10", "any-extra", "the extra item may be anything, and goes", weight=2)
def _any_extra(op_checkmultisig: Student) -> None:
    for extra in (b"", b"\0", b"\1", b"by Alice", b"Alice", bytes(520)):
        gives([b"\1"], op_checkmultisig, _stack(SIGNATURES[:2], KEYS[:3], extra), FITS)
        gives([b""], op_checkmultisig, _stack(SIGNATURES[1::-1], KEYS[:3], extra), FITS)
        gives([b"\7", b"\1"], op_checkmultisig, [b"\7", *_stack(SIGNATURES[:1], KEYS[:2], extra)], FITS)
        for n in (0, 2):
            gives([b"\7", b"\1"], op_checkmultisig, [b"\7", *_stack([], KEYS[:n], extra)], FITS)
    for around in (b"Dave", b"by Alice"):  # neither a key nor a signature there, though it reads like one
        for one in (b"by Dave", b"by nobody"):
            gives([around, b""], op_checkmultisig, [around, *_stack([one], KEYS[:3], around)], FITS)


@hidden_property(
    "E3.10", "below-stays", "what lies below stays; so does the stack that it was given", weight=2
)
def _below_stays(op_checkmultisig: Student) -> None:
    for below in ([b"\1"], [b"", b"x"], items("below", 400)):
        for signatures in (SIGNATURES[:2], SIGNATURES[1::-1]):
            expected = [*below, *_verdict(signatures, KEYS[:3])]
            leaves_alone(expected, op_checkmultisig, [*below, *_stack(signatures, KEYS[:3])], FITS)
    for bad in ([*KEYS, *_stack(SIGNATURES, KEYS[:2])], _stack([], KEYS)[2:], [b"\0"] * 30 + [number(21)]):
        handed = list(bad)
        try:
            call_seen(op_checkmultisig, [handed, FITS], [bad, FITS])
        except Raised:
            holds(handed == bad, f"{shown(bad)} became {shown(handed)}")
        else:
            holds(False, f"{shown(bad)} was not refused")


@hidden_property("E3.10", "other-judge", "the same stack, another check, asked again")
def _other_judge(op_checkmultisig: Student) -> None:
    stack, crossed = _stack(SIGNATURES[:2], KEYS[:2]), knows((b"by Alice", b"Bob"), (b"by Bob", b"Alice"))
    for judge, good in ((FITS, True), (crossed, False), (FITS, True), (knows(), False)):
        _says(op_checkmultisig, [b"\1" if good else b""], stack, judge)
    _says(op_checkmultisig, [b"\1"], _stack(SIGNATURES[1::-1], KEYS[:2]), crossed)
    calls = [([below, *_stack([], KEYS[:2])], FITS) for below in (b"\5", b"\6", b"\7")]
    families.answers_kept(op_checkmultisig, calls, lambda stack, check: [stack[0], b"\1"])
