"""What a command found out, as plain data for ``--json`` and as lines to read; and verdicts."""

from collections.abc import Callable
from dataclasses import dataclass

from blockkit.errors import Invalid

Data = dict[str, object]

NAME_WIDTH = 18  # columns: the longest name, script_pubkey, stands two steps to the right


@dataclass(frozen=True, slots=True)
class Findings:
    """What a command found out. Where ``data`` says ``"valid": False`` a rule is broken."""

    data: Data
    lines: list[str]
    problem: str = ""  # what could not be read, though the rest was

    @property
    def valid(self) -> bool:
        """Is no rule broken?"""
        return self.data.get("valid") is not False


def row(name: str, value: object, depth: int = 0) -> str:
    """A line of two columns, a name and a value, ``depth`` steps to the right."""
    return f"{'  ' * depth}{name:<{NAME_WIDTH - 2 * depth}}{value}"


def verdict(*checks: Callable[[], object]) -> Data:
    """The outcome of checks, the first that fails: the keys every judging command ends with."""
    try:
        for check in checks:
            check()
    except Invalid as error:
        return broken(error.reason, str(error).removeprefix(error.reason).removeprefix(": "))
    return {"valid": True, "reason": None, "detail": ""}


def broken(reason: str, detail: str) -> Data:
    """A rule is broken: which, and how."""
    return {"valid": False, "reason": reason, "detail": detail}


def verdict_row(data: Data, good: str = "valid") -> str:
    """The verdict as a line."""
    bad = f"NOT VALID: {data['reason']}" + (f", {data['detail']}" if data["detail"] else "")
    return row("verdict", good if data["valid"] else bad)
