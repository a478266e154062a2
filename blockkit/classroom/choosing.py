"""What a check says of a function that chooses one of several objects: the very object counts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from blockkit.classroom.branches import Tip, place_of
from blockkit.classroom.messages import say
from blockkit.classroom.properties import Fails
from blockkit.classroom.trying.for_checks import call_seen, call_text, copied
from blockkit.classroom.trying.plain import Strange, Student
from blockkit.errors import shown


def chooses(place: int | None, function: Callable[..., Any], among: Sequence[Tip]) -> None:
    """``function(among)`` is the tip at ``place``, the very object, and nothing changes; ``None``: none."""
    handed = copied(list(among))
    chooses_on(place, function, handed)
    if [(one.chainwork, one.failed) for one in handed if type(one) is Tip] != [
        (one.chainwork, one.failed) for one in among
    ]:
        raise Fails(say("changed-argument", name="best_tip", before=shown(list(among)), after=shown(handed)))


def chooses_on(place: int | None, function: Callable[..., Any], handed: list[Tip]) -> None:
    """The same on this very list; what happens to it is not looked at."""
    listed, as_it_was = list(handed), copied(handed)
    student = function if isinstance(function, Student) else Student(function, "best_tip")
    asked = replace(student, digest=lambda answer: place_of(answer, listed), afterwards=lambda: None)
    found = call_seen(asked, [handed], [as_it_was])
    if type(found) is not type(place) or found != place:
        call = call_text(student, [as_it_was])
        raise Fails(
            "\n".join([call, say("returned", got=_said(found)), say("expected", expected=_said(place))])
        )


def _said(place: object) -> str:
    """A choice in words."""
    if place is None:
        return "None"
    if isinstance(place, Strange):
        return say("tip-of-no-list", kind=place.kind)
    return say("tip-at", place=place)
