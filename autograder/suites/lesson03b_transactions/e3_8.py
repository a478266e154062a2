"""E3.8: one change at one place, and a judge."""

from collections.abc import Callable

from autograder.suites.common import Student, hidden_property, seeded
from autograder.suites.lesson03b_transactions.shared import COINBASE, SLIDES
from autograder.suites.payments import twice, written
from blockkit.classroom.properties import gives, refuses

COINBASE_TEXT = written(COINBASE).hex()


def _judge(right: str) -> Callable[[str], bool]:
    """Says yes to this text alone, and never raises."""
    return lambda candidate: type(candidate) is str and candidate == right


def _by_hash(right: str) -> Callable[[str], bool]:
    """Says yes to the bytes with this id, as a node would; no to what is no hex."""
    wanted = twice(bytes.fromhex(right))

    def is_right(candidate: str) -> bool:
        try:
            return twice(bytes.fromhex(candidate)) == wanted
        except (TypeError, ValueError):
            return False

    return is_right


def _repairs(repair: Student, *pairs: tuple[str, str]) -> None:
    for broken, right in pairs:
        gives(right, repair, broken, _judge(right))


def _texts(purpose: str, count: int, digits: int = 24) -> list[str]:
    """Made texts without zeros, so that it can be seen where zeros were put in."""
    drawn = seeded(f"lesson 03b {purpose}")
    return ["".join(drawn.choice("123456789abcdef") for _ in range(digits)) for _ in range(count)]


@hidden_property("E3.8", "zeros-lost", "one to eight zeros were lost, and nothing else", weight=3)
def _zeros_lost(repair: Student) -> None:
    for number, text in enumerate(_texts("lost", 8), 1):
        at = 3 + 2 * number
        _repairs(repair, (text, text[:at] + "0" * number + text[at:]))
    for text in _texts("lost in a long one", 1, 330):
        _repairs(repair, *((text, text[:at] + "00" + text[at:]) for at in (4, 320)))


@hidden_property("E3.8", "digits-too-many", "one or two digits too many, equal ones or not", weight=3)
def _digits_too_many(repair: Student) -> None:
    for number, text in enumerate(_texts("too many", 3)):
        at = 5 + 5 * number
        for more in ("7", "00", "a0", text[at]):
            _repairs(repair, (text[:at] + more + text[at:], text))
    for text in _texts("too many in a long one", 1, 330):
        _repairs(repair, *((text[:at] + "a" + text[at:], text) for at in (4, 320)))


@hidden_property("E3.8", "both-at-once", "at one place digits too many, and zeros lost", weight=3)
def _both_at_once(repair: Student) -> None:
    for number, text in enumerate(_texts("both", 3)):
        for zeros, more in ((8, "ff"), (1, "1"), (6, "1"), (2, "ab")):
            at = 2 + 6 * number
            _repairs(repair, (text[:at] + more + text[at:], text[:at] + "0" * zeros + text[at:]))


@hidden_property("E3.8", "beginning", "the place is the very beginning", weight=2)
def _beginning(repair: Student) -> None:
    for text in _texts("beginning", 2):
        _repairs(repair, ("f" + text, text), ("ab" + text, text), ("e" + text, "000" + text))
        _repairs(repair, (text, "0" + text), (text, "00000000" + text))


@hidden_property("E3.8", "end", "the place is the very end", weight=2)
def _end(repair: Student) -> None:
    for text in _texts("end", 1):
        _repairs(repair, (text + "f", text), (text + "ab", text), (text + "e", text + "000"))
        _repairs(repair, (text, text + "0"), (text, text + "00000000"))


@hidden_property("E3.8", "right-already", "what is right already comes back unchanged", weight=2)
def _right_already(repair: Student) -> None:
    for text in (*_texts("right", 2), "", "0", "ab", "000000"):
        _repairs(repair, (text, text))
        refuses(repair, text, _judge(text + "1"))


@hidden_property(
    "E3.8",
    "not-one-place",
    "two places, a digit lost or there twice, three or nine of them: refused",
    weight=3,
)
def _not_one_place(repair: Student) -> None:
    for text in _texts("two places", 1, 24):
        _repairs(repair, (text, text[:9] + "00" + text[9:]))
        for right in (
            text[:5] + "0" + text[5:12] + "0" + text[12:], text[:5] + text[6:12] + text[13:],
            text[:7] + "5" + text[7:], text[:7] + "0" * 9 + text[7:], text[:7] + text[10:], text[::-1],
            text[:5] + text[6:12] + "00" + text[12:],
            text[:7] + text[6:], text[:7] + "0" + text[6:], text + text[-1], text[:-1] + text,
            text[:-1] + "00" + text, text[:-1] + text[1:], text[:-2] + text,
        ):  # fmt: skip
            refuses(repair, text, _judge(right))


@hidden_property("E3.8", "real-ones", "real transactions, judged by their ids", weight=3)
def _real_ones(repair: Student) -> None:
    right = COINBASE_TEXT
    for broken in (right[:20] + right[26:], right[:130] + "7f" + right[130:]):
        gives(right, repair, broken, _by_hash(right))
    slides = written(SLIDES).hex()
    gives(slides, repair, slides[:30] + slides[28:], _by_hash(slides))


@hidden_property("E3.8", "another-judge", "the same text, another judge: another answer", weight=2)
def _another_judge(repair: Student) -> None:
    text = _texts("judges", 1, 30)[0]
    _repairs(repair, ("AB", "AB0"), ("ab", "ab0"))
    for right in (text, text[1:], text[:4] + "00" + text[4:], text):
        _repairs(repair, (text, right))
    hash_text = "0" * 8 + _texts("hash", 1, 56)[0]
    _repairs(repair, ("0" + hash_text, hash_text), (hash_text[1:], hash_text))


@hidden_property("E3.8", "short-texts", "texts of 0 to 3 digits")
def _short_texts(repair: Student) -> None:
    _repairs(repair, ("", "0000"), ("7", ""), ("78", ""), ("78", "000"), ("789", "9"), ("789", "7"))
    refuses(repair, "", _judge("1"))
    refuses(repair, "789", _judge(""))
