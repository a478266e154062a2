"""The rules of the course: Bitcoin's slots and the course's own parts, with a student's functions in them.

A student's function is one of four things (:class:`~blockkit.classroom.lessons.record.Place`). It fills a
slot of ``Rules``; or, through an adapter, it is one of several functions that make up a slot; or it is a part
that only the course calls; or it is not kept at all.

>>> from blockkit import CLASSROOM
>>> rules = CourseRules(CLASSROOM)
>>> rules.changed_bits(b"\\x00", b"\\xff")
8
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Self

from blockkit.classroom import shapes
from blockkit.classroom.adapters import ADAPTERS
from blockkit.classroom.asking import Joined
from blockkit.classroom.lessons import KEPT, SAVED, part_name
from blockkit.classroom.lessons.record import Place
from blockkit.rules import RULES, SLOTS, Rules

# Every part that is no slot of Rules, and the library's own function for it.
REFERENCES: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {name: getattr(shapes, name) for adapter in ADAPTERS for name in adapter.parts if name not in SLOTS}
    | {part.name: part.reference for part in KEPT.values() if part.place is not Place.SLOT}
)


@dataclass(frozen=True, slots=True)
class CourseRules(Rules):
    """Bitcoin's rules and the course's parts, each the library's or a student's.

    A part that is no slot is read like one: ``rules.new_block``.
    """

    parts: Mapping[str, Callable[..., Any]] = field(default_factory=lambda: REFERENCES, hash=False)

    def __post_init__(self) -> None:
        Rules.__post_init__(self)
        for name, function in self.parts.items():
            if not callable(function):
                raise TypeError(f"{name} must be a function, got {type(function).__name__}")

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name in REFERENCES:
            return self.parts[name]
        raise AttributeError(f"the rules have no part called {name}; they have {', '.join(KEPT)}")

    def block_id(self, block: dict[str, Any]) -> str:
        """The id of a JSON block by these rules."""
        return self.hash256(self.canonical(block)).hex()

    def using(self, *functions: Callable[..., Any]) -> Self:
        """These rules with the given functions in place of the parts of the same names.

        Raises ``ValueError`` for a name that is no part.
        """
        return self.filled({part_name(function): function for function in functions})

    def filled(self, parts: Mapping[str, Callable[..., Any]]) -> Self:
        """These rules with ``parts`` in the places they are named after; adapters make slots of them."""
        for name in parts:
            reference(name)  # is it a part at all?
        slots = {name: function for name, function in parts.items() if name in SLOTS}
        others = {name: function for name, function in parts.items() if name not in SLOTS}
        changes: dict[str, Any] = {**slots, "parts": {**self.parts, **others}}
        rules = replace(self, **changes)
        return rules.adapted(set(others))

    def adapted(self, changed: set[str]) -> Self:
        """These rules with each slot made anew that an adapter makes of one of the ``changed`` parts.

        A slot that a function fills by itself stays as it is.
        """
        made: dict[str, Any] = {}
        for adapter in ADAPTERS:
            own, now = getattr(RULES, adapter.slot), getattr(self, adapter.slot)
            if changed.intersection(adapter.parts) and (now is own or isinstance(now, Joined)):
                theirs = any(getattr(self, name) is not reference(name) for name in adapter.parts)
                made[adapter.slot] = adapter.make(self) if theirs else own
        return replace(self, **made)


REFERENCE = CourseRules()


def reference(name: str) -> Callable[..., Any]:
    """The library's own function for a part; ``ValueError`` names the parts there are."""
    if name in REFERENCES:
        return REFERENCES[name]
    if name in SLOTS:
        own: Callable[..., Any] = getattr(RULES, name)
        return own
    raise ValueError(f"{name} is no part of the machine; the parts are {', '.join([*KEPT, *REFERENCES])}")


def same_parameters(function: Callable[..., Any], name: str) -> bool:
    """Can ``function`` be called with as many arguments as the part's reference takes?"""
    try:
        inspect.signature(function).bind(*SAVED[name].example)
    except (TypeError, ValueError):
        return False
    return True
