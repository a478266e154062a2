"""A mail box of lesson 02a: six letters with hashcash stamps, judged by the reader's ``stamp_ok``."""

from collections.abc import Callable, Container
from typing import Any

from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.hashcash import stamp_ok as reference
from blockkit.classroom.hashcash import zero_bits
from blockkit.classroom.messages import say
from blockkit.classroom.trying.trial import FIGURE, CannotUse, Trial, opened, try_call
from blockkit.data.stamps import real_stamp

BITS = 20  # that the box asks for
# the stamp's name in the data, what its letter is, and to whom it is addressed
LETTERS = (
    ("2004", "2004", "foo"),
    ("2006", "2006", "adam@cypherspace.org"),
    ("2022", "2022", "sametcodes"),
    ("copied", "copied", "anni@cypherspace.org"),
    ("misprinted", "misprinted", "sametcodes"),
    ("2006", "again", "adam@cypherspace.org"),
)
DAYS = ("040806", "060408", "130303", "220127")


def broken_rule(stamp: str, resource: str, bits: int, days: Container[str], seen: Container[str]) -> int:
    """The number of the first rule of E2.3 that a stamp breaks; 0 when it keeps all six."""
    parts = stamp.split(":")
    if len(parts) != 7 or parts[0] != "1":
        return 1
    claim = parts[1]
    if not (claim.isascii() and claim.isdigit() and len(claim) <= 3 and int(claim) >= bits):
        return 2
    rules = zero_bits(stamp) >= int(claim), parts[2][:6] in days, parts[3] == resource, stamp not in seen
    return 0 if all(rules) else 3 + rules.index(False)


def mail_box(stamp_ok: Callable[..., Any] = reference) -> Figure:
    """Six letters arrive one after the other: which stamps does ``stamp_ok`` accept, and which rule fails?"""
    broken, seen = [], set[str]()
    for name, _, resource in LETTERS:
        stamp = real_stamp(name)
        broken.append(broken_rule(stamp, resource, BITS, DAYS, seen))
        seen.add(stamp)
    truth = [not rule for rule in broken]
    said, notes = truth, []
    try:
        said = _said(stamp_ok)
    except CannotUse as problem:
        notes.append(say("stands-in", slot="stamp_ok", why=str(problem)))
    if wrong := [i for i, yes in enumerate(said) if yes != truth[i]]:
        i = wrong[0]
        why = say(f"mail-rule-{broken[i]}")
        notes.append(say("mail-wrong", number=i + 1, said=said[i], right=truth[i], why=why))

    drawing = svg.Drawing(760, 478, say("mail-title", yes=sum(said), all=len(said)))
    drawing.text(28, 64, say("mail-subtitle", bits=BITS), 13, fill=palette.MUTED)
    rows = []
    for i, (letter, yes, rule) in enumerate(zip(LETTERS, said, broken, strict=True)):
        name, kind, resource = letter
        words = _verdict(yes, rule)
        about = say(f"mail-{kind}", to=resource)
        _draw_letter(drawing, 84 + 63 * i, i + 1, real_stamp(name), about, yes, words)
        rows.append((str(i + 1), real_stamp(name), resource, words))
    accepted = [str(i + 1) for i, yes in enumerate(said) if yes]
    refused = [str(i + 1) for i, yes in enumerate(said) if not yes]
    sentence = say(
        "mail-sentence",
        accepted=", ".join(accepted) or say("none"),
        refused=", ".join(refused) or say("none"),
    )
    headings = (say("mail-letter"), say("mail-stamp"), say("mail-for"), say("mail-verdict"))
    return Figure(
        pictures=(drawing.picture(say("mail-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(say("mail-table"), headings, tuple(rows)),
        notes=tuple(notes),
    )


def _said(stamp_ok: Callable[..., Any]) -> list[bool]:
    """What the function says of each letter; :class:`CannotUse` when one of its answers is no yes or no."""
    box, answers = set[str](), []
    with opened(Trial(FIGURE)):
        for name, _, resource in LETTERS:
            answer = try_call(stamp_ok, real_stamp(name), resource, BITS, set(DAYS), box)
            if not isinstance(answer, bool):
                raise CannotUse(say("why-form", got=type(answer).__name__, expected="bool"))
            answers.append(answer)
    return answers


def _verdict(yes: bool, rule: int) -> str:
    """What the box says of a stamp, in words."""
    if yes:
        return say("mail-accepted" if not rule else "mail-wrongly-accepted", rule=rule)
    why = say(f"mail-rule-{rule}")
    return say("mail-refused" if rule else "mail-wrongly-refused", rule=rule, why=why)


def _draw_letter(
    drawing: svg.Drawing, top: float, number: int, stamp: str, kind: str, yes: bool, words: str
) -> None:
    """An envelope: its number, the stamp, to whom it goes, and the verdict."""
    fill, ink = palette.verdict(yes)
    on, dash = palette.WHITE, "" if yes else "5 4"
    drawing.rect(28, top, 704, 56, fill=on, stroke=palette.GREY, radius=6, dash=dash)
    drawing.path(f"M29 {top + 2}l30 26l-30 26", stroke=palette.GREY)  # the flap
    drawing.text(37, top + 33, str(number), 13, bold=True, on=on)
    drawing.text(70, top + 21, svg.shortened(stamp, 650, 12, mono=True), 12, mono=True, on=on)
    drawing.text(70, top + 43, kind, 12, fill=palette.MUTED, on=on)
    drawing.tag(724, top + 39, words, fill=fill, ink=ink, anchor="end")
