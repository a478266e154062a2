"""E2.3: a stamp against spam."""

from collections.abc import Collection
from typing import Any

from autograder.suites import families, oracle
from autograder.suites.common import Student, hidden_property
from blockkit.classroom.properties import accepts, holds, rejects, same
from blockkit.classroom.trying.for_checks import call, call_on
from blockkit.data.stamps import real_stamp
from blockkit.errors import shown

ANN, DAY = "ann@example.org", "261128"
QUICK = "6ae"  # with it, who counts from 0 has 13 bits after a few tries
ADAM = "adam@cypherspace.org"


def stamp(
    claim: str = "8",
    day: str = DAY,
    resource: str = ANN,
    zeros: int = 8,
    at_most: int = 160,
    head: str = "1",
    tail: str = "",
) -> str:
    """A stamp with these parts, and with as many zero bits as asked, whatever it claims."""
    return oracle.stamped(f"{head}:{claim}:{day}:{resource}::x:", tail, zeros, at_most)


def _asked(
    stamp_ok: Student,
    text: str,
    bits: int = 8,
    resource: str = ANN,
    days: Collection[str] = (DAY,),
    seen: Collection[str] = (),
) -> None:
    """Ask about a stamp; the oracle knows the answer."""
    right = oracle.stamp_ok(text, resource, bits, days, set(seen))
    (accepts if right else rejects)(stamp_ok, text, resource, bits, days, set(seen))


def _unpaid(claim: str) -> str:
    """A stamp that is good where no bits are asked, if only the claim is one: nobody has to mint it."""
    return f"1:{claim}:{DAY}:{ANN}::x:0"


# ---- minting -------------------------------------------------------------------------------------


def _minted(mint_stamp: Student, resource: str, bits: int, day: str = DAY, rand: str = "x") -> str:
    """What it mints, and whether all parts are in their places."""
    text = call(mint_stamp, resource, bits, day, rand)
    asked = f"for {resource!r}, {bits} bits, {day!r}, {rand!r} it gave {shown(text)}"
    holds(type(text) is str, f"{asked}, which is no text")
    counter = text.split(":")[-1]
    holds(text == f"1:{bits}:{day}:{resource}::{rand}:{counter}", f"{asked}: a part is not in its place")
    holds(counter and counter.isascii() and counter.isprintable(), f"{asked}: the counter is odd")
    return str(text)


@hidden_property("E2.3", "minted-bits", "mint: 9, 10, 11 and 13 bits, no multiples of 4", weight=3)
def _minted_bits(mint_stamp: Student, _: Student) -> None:
    for bits, rand in ((13, QUICK), (11, QUICK), (10, "x"), (9, "x"), (7, "x"), (5, "x"), (3, "x"), (1, "x")):
        text = _minted(mint_stamp, ANN, bits, rand=rand)
        found = oracle.zero_bits(text)
        holds(found >= bits, f"{text} has {found} zero bits, not {bits}")


@hidden_property("E2.3", "minted-parts", "mint: every part in its place, the counter at the end", weight=2)
def _minted_parts(mint_stamp: Student, _: Student) -> None:
    made = []
    for resource, bits, day, rand in (
        (ANN, 4, DAY, "x"),
        ("bob", 4, DAY, "x"),
        (ANN, 4, "2611281530", "x"),
        (ANN, 4, DAY, "McMybZIhxKXu57jd"),
        (ANN, 0, "090103", "a/b+c=="),
        ("", 3, DAY, ""),
        (ANN, 8, "", "8f1c2a"),
        ("100%@shop.org", 4, DAY, "{}%s"),
        ("50%%off {0} \\1", 4, DAY, "$x"),
    ):
        text = _minted(mint_stamp, resource, bits, day, rand)
        holds(oracle.zero_bits(text) >= bits, f"{text} has {oracle.zero_bits(text)} zero bits, not {bits}")
        made.append(text)
    holds(len(set(made)) == len(made), "other arguments should give other stamps")


# ---- checking: a rule each -----------------------------------------------------------------------


@hidden_property(
    "E2.3", "real-stamps", "real stamps of 2004 to 2022, for as many bits as they claim", weight=2
)
def _real(_: Student, stamp_ok: Student) -> None:
    for name, resource, day in (
        ("2004", "foo", "040806"),
        ("2006", ADAM, "060408"),
        ("2013", ADAM, "130303"),
        ("2022", "sametcodes", "220127"),
        ("2022-long", "sametcodes", "220127"),
    ):
        for bits in (20, 21, 0, 19, 23):
            _asked(stamp_ok, real_stamp(name), bits, resource, [day])


@hidden_property(
    "E2.3", "seven-parts", "rule 1: six or eight parts, another version, no stamp at all", weight=2
)
def _seven_parts(_: Student, stamp_ok: Student) -> None:
    _asked(stamp_ok, real_stamp("version-0"), 20, ADAM, ["030626"])
    six = oracle.stamped(f"1:8:{DAY}:{ANN}::")
    for text in ("", ":", "1", ":" * 5, "hello", six, stamp(tail=":"), stamp(tail=":x"), stamp()):
        _asked(stamp_ok, f" {text}")
        _asked(stamp_ok, f"{text}\n")  # the line end is hashed, too
        _asked(stamp_ok, text)
    for head in ("0", "2", "", "11", "01", " 1", "1 ", "one", "1.0"):
        _asked(stamp_ok, stamp(head=head))


@hidden_property("E2.3", "no-number", "rule 2: a claim that is no number is no error", weight=2)
def _no_number(_: Student, stamp_ok: Student) -> None:
    for claim in ("abc", "", "8x", "x8", "0x8", "8.0", "8e0", " ", "eight"):
        _asked(stamp_ok, stamp(claim), bits=0)
    for claim in ("00x", "0" * 300 + "x"):  # the last sign decides
        _asked(stamp_ok, _unpaid(claim), bits=0)
    _asked(stamp_ok, stamp())


@hidden_property("E2.3", "odd-number", "rule 2: only the digits 0 to 9 make a claim: no blank, no other sign")
def _odd_number(_: Student, stamp_ok: Student) -> None:
    for claim in ("8 ", " 8", "\t8", "8\n", "\n8", "8_0", "0_9", "1_0"):
        _asked(stamp_ok, stamp(claim))
    for claim in ("²", "٠", "0"):  # isdigit likes all three, int the last two
        _asked(stamp_ok, _unpaid(claim), bits=0)
    _asked(stamp_ok, stamp("9", zeros=9))


@hidden_property(
    "E2.3", "claims-less", "rule 2: a claim below what is asked, though the hash would do", weight=3
)
def _claims_less(_: Student, stamp_ok: Student) -> None:
    for claim, zeros, bits in (("7", 9, 8), ("0", 8, 8), ("8", 10, 10), ("9", 10, 10), ("4", 12, 8)):
        _asked(stamp_ok, stamp(claim, zeros=zeros), bits)
        _asked(stamp_ok, stamp(claim, zeros=zeros), int(claim))


@hidden_property("E2.3", "claims-more", "rule 2: a claim above what is asked is as good; claims are numbers")
def _claims_more(_: Student, stamp_ok: Student) -> None:
    for bits in (0, 7, 8, 9, 99):
        for claim in ("8", "9", "10", "08"):
            _asked(stamp_ok, stamp(claim, zeros=int(claim)), bits)


@hidden_property(
    "E2.3", "hash-less", "rule 3: fewer zero bits than it claims, though as many as asked", weight=3
)
def _hash_less(_: Student, stamp_ok: Student) -> None:
    for claim, zeros, bits in (
        ("10", 8, 8),
        ("9", 8, 8),
        ("11", 10, 8),
        ("160", 8, 8),
        ("7", 6, 4),
        ("200", 8, 8),
    ):
        _asked(stamp_ok, stamp(claim, zeros=zeros, at_most=zeros), bits)
        _asked(stamp_ok, stamp(claim, zeros=zeros, at_most=zeros), 0)
    for exactly in range(7, 11):
        _asked(stamp_ok, stamp(str(exactly), zeros=exactly, at_most=exactly), exactly)
        _asked(stamp_ok, stamp(str(exactly + 1), zeros=exactly, at_most=exactly), exactly)


@hidden_property("E2.3", "misprint", "a misprinted stamp, and a copy with another name, beside the true ones")
def _misprint(_: Student, stamp_ok: Student) -> None:
    _asked(stamp_ok, real_stamp("misprinted"), 20, "sametcodes", ["220127"])
    _asked(stamp_ok, real_stamp("misprinted"), 1, "sametcodes", ["220127"])
    _asked(stamp_ok, real_stamp("copied"), 20, "anni@cypherspace.org", ["130303"])
    for resource in (ADAM, "anni@cypherspace.org"):
        _asked(stamp_ok, real_stamp("2013"), 20, resource, ["130303"])


@hidden_property(
    "E2.3", "day", "rule 4: a day too old or too new; a time behind the day is allowed", weight=2
)
def _day(_: Student, stamp_ok: Student) -> None:
    for day in (DAY, DAY + "15", DAY + "1530", "261127", "261129", "251128", "26112", "", "1530" + DAY):
        _asked(stamp_ok, stamp(day=day))
    _asked(stamp_ok, stamp(day="261127"), days=["261127", "261128"])
    _asked(stamp_ok, stamp(day="261127"), days=["261126", "261128"])  # not all between the two
    _asked(stamp_ok, stamp(), days=[*(f"{day:06d}" for day in range(300)), DAY])
    for days in ([], {DAY, "261129"}, (DAY, "261127"), frozenset([DAY]), {DAY: 1}, {"261129"}, ["2611"]):
        _asked(stamp_ok, stamp(), days=days)
        _asked(stamp_ok, stamp(day=DAY + "1530"), days=days)


@hidden_property(
    "E2.3", "address", "rule 5: the address is the whole fourth part, letter by letter", weight=2
)
def _address(_: Student, stamp_ok: Student) -> None:
    for resource in ("ann@example.or", "nn@example.org", "ANN@example.org", "bob", "", ANN + " "):
        _asked(stamp_ok, stamp(), resource=resource)
        _asked(stamp_ok, stamp(resource=resource))
        _asked(stamp_ok, stamp(resource=resource), resource=resource)
    for resource in ("x", "1", "8", DAY):  # another part of the stamp
        _asked(stamp_ok, stamp(), resource=resource)


@hidden_property("E2.3", "used", "rule 6: a stamp that was seen; others that were seen do no harm", weight=2)
def _used(_: Student, stamp_ok: Student) -> None:
    others = [stamp(zeros=9), stamp("9", zeros=9), stamp(resource="bob"), "x", ANN]
    for seen in ([], [stamp()], others, [*others, stamp()], [stamp()[:-1]], [stamp() + "0"]):
        _asked(stamp_ok, stamp(), seen=seen)


# ---- what is remembered --------------------------------------------------------------------------


def _remembers(stamp_ok: Student, text: str, seen: set[str], **asked: Any) -> None:
    """Ask on this very ``seen``; afterwards it has exactly the stamps that were accepted."""
    resource, bits, days = asked.get("resource", ANN), asked.get("bits", 8), asked.get("days", [DAY])
    handed = list(days)
    right = oracle.stamp_ok(text, resource, bits, days, seen)
    after = {*seen, text} if right else set(seen)
    said = call_on(stamp_ok, [text, resource, bits, handed, seen])
    holds(same(said, right), f"{text} was asked on a set of {len(seen)}: {said}, not {right}")
    holds(handed == days, f"{text}: the days were {days}, now they are {handed}")
    holds(seen == after, f"{text}: seen should have {len(after)} stamps now, it has {len(seen)} or others")


@hidden_property("E2.3", "remembers", "an accepted stamp is added to seen, exactly itself, once", weight=2)
def _accepted(_: Student, stamp_ok: Student) -> None:
    seen = {"another"}
    for text in (stamp(), stamp(zeros=9), stamp(), stamp("9", zeros=9), stamp(zeros=9)):
        _remembers(stamp_ok, text, seen)


@hidden_property(
    "E2.3", "refused-not-kept", "a refused stamp leaves seen as it was, whatever was wrong", weight=2
)
def _refused(_: Student, stamp_ok: Student) -> None:
    for text, asked in (
        (stamp(head="0"), {}),
        (stamp("7"), {}),
        (stamp("9", zeros=8, at_most=8), {}),
        (stamp(), {"days": ["261127"]}),
        (stamp(), {"resource": "bob"}),
        (stamp(), {"bits": 9}),
        ("", {}),
    ):
        seen = {"another"}
        _remembers(stamp_ok, text, seen, **asked)
        _remembers(stamp_ok, stamp(), seen)


@hidden_property(
    "E2.3", "two-boxes", "two mail boxes, each with a seen of its own; one of them is emptied", weight=2
)
def _two_boxes(_: Student, stamp_ok: Student) -> None:
    one: set[str] = set()
    other: set[str] = set()
    for seen in (one, other, one, other):
        _remembers(stamp_ok, stamp(), seen)
    one.clear()
    for seen in (one, other, one):
        _remembers(stamp_ok, stamp(), seen)


@hidden_property("E2.3", "each-part", "one part changed alone: the first, a middle one, the last")
def _each_part(_: Student, stamp_ok: Student) -> None:
    parts = stamp().split(":")
    for place in range(7):
        for other in ("0", parts[place] + "9"):
            _asked(stamp_ok, ":".join([*parts[:place], other, *parts[place + 1 :]]))
        _asked(stamp_ok, stamp())


@hidden_property("E2.3", "free-parts", "what no rule forbids: an extension, any text in rand and counter")
def _free_parts(_: Student, stamp_ok: Student) -> None:
    for middle, end in (("ext=1:rnd", ""), (":", ""), ("a b;c:+/=", "=="), (":" + "x" * 60, "zZ/+")):
        text = oracle.stamped(f"1:8:{DAY}:{ANN}:{middle}:", end)
        _asked(stamp_ok, text)
        _asked(stamp_ok, text, resource="bob")


@hidden_property("E2.3", "always-answers", "True or False each time")
def _always(_: Student, stamp_ok: Student) -> None:
    good: list[Any] = [stamp(), ANN, 8, [DAY]]
    bad: list[list[Any]] = [["", *good[1:]], [*good[:1], "bob", 8, [DAY]], [stamp("7"), *good[1:]]]
    families.true_or_false(stamp_ok, [[*good, set()]], [[*wrong, set()] for wrong in bad])
