"""Plain data: what may be looked at without running code of a student's.

An object that equals everything, or a ``bytes`` with a ``__len__`` of its own, ends here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from blockkit.headers import BlockIndex
from blockkit.transaction import OutPoint, Transaction, TxIn, TxOut
from blockkit.utxo import Coin

# The records of the library that students make and return, and the fields that each is made with.
RECORDS = {kind: [one.name for one in fields(kind) if one.init] for kind in (Transaction, TxIn, TxOut, Coin)}


class _Todo:
    """What an exercise returns before it is written."""

    def __repr__(self) -> str:
        return "TODO"

    def __deepcopy__(self, memo: object) -> "_Todo":
        return self


TODO: Any = _Todo()


class Strange:
    """What an answer becomes that is no plain value: it equals nothing and runs none of its code."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __repr__(self) -> str:
        return f"<a {self.kind}>"


def plain(value: Any) -> Any:
    """An answer as plain data: whoever looks at it later runs no code of the student's."""
    if value is None or value is TODO or type(value) in (bool, int, float, str, bytes, OutPoint, Strange):
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {plain(key): plain(value[key]) for key in value}
    if isinstance(value, BlockIndex):
        return plain(value.hash)  # a block in its place is as good as its id
    if type(value) in RECORDS:
        return type(value)(**{name: _as_it_is(field) for name, field in fields_of(value).items()})
    return Strange(type(value).__name__)


def _as_it_is(value: Any) -> Any:
    """A field as plain data; a tuple stays a tuple, since a record with a list there is another one."""
    return tuple(plain(item) for item in value) if type(value) is tuple else plain(value)


def fields_of(record: Any) -> dict[str, Any]:
    """The fields that a record of the library is made with, by name."""
    return {name: getattr(record, name) for name in RECORDS[type(record)]}


def truth(value: Any) -> Any:
    """The answer to a yes-or-no question: any true value is a yes."""
    return value if value is TODO else bool(value)


def said(value: Any) -> Any:
    """The same where an answer counts, but ``None`` is none: a ``return`` is missing."""
    return None if value is None else truth(value)


@dataclass(frozen=True, slots=True)
class Student:
    """A student's function as a suite hands it round: its answers come as plain data."""

    function: Callable[..., Any]
    name: str
    digest: Callable[[Any], Any] = plain
    afterwards: Callable[[], object] | None = None

    @property
    def __name__(self) -> str:
        return self.name

    def __call__(self, *args: Any) -> Any:
        """Call it outside of any trial; ``Trial.call``, by which checks go, knows what a ``Student`` is."""
        return self.digest(self.function(*args))

    def then(self, afterwards: Callable[[], object]) -> "Student":
        """The same function; ``afterwards`` runs before its answer is looked at."""
        return replace(self, afterwards=afterwards)
