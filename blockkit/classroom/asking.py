"""How a part of a student's is asked on behalf of a slot: with care, and with a count of who judged.

Whatever a part does, the slot that asks it can go on: an error, or an answer of the wrong kind, becomes a
:class:`Refused` or a :class:`Slip`, which is a refusal of the slot and says in words what happened.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from inspect import signature
from typing import Any

from blockkit.classroom import shapes
from blockkit.classroom.messages import say
from blockkit.classroom.trying.calling import REFUSALS
from blockkit.errors import shown
from blockkit.hashing import HASH_SIZE
from blockkit.script import ScriptError


class Refused(ScriptError):
    """A part said no, on purpose; the message says which part, and how."""


class Slip(ScriptError):
    """A part broke, or gave what cannot be an answer; the message says which part, and how."""


class NotTheirs(Exception):
    """The library has to judge; the text says why."""


def _is_stack(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, bytes) for item in value)


def _is_number(value: object) -> bool:
    return type(value) is int and value >= 0


# What a part may answer; the arguments it was called with come second.
FORMS: dict[str, Callable[[Any, tuple[Any, ...]], bool]] = {
    "best_tip": lambda tip, args: tip is None or any(tip is one for one in args[0]),
    "bits_to_target": lambda target, _: _is_number(target),
    "expected_hashes": lambda number, _: _is_number(number) and number <= 2**256,
    "retarget": lambda bits, _: _is_number(bits) and bits < 2**32,
    "verify_ecdsa": lambda good, _: isinstance(good, bool),
    "serialize_tx": lambda data, _: isinstance(data, bytes),
    "sighash_all": lambda digest, _: isinstance(digest, bytes) and len(digest) == HASH_SIZE,
    "run_script": lambda stack, _: _is_stack(stack),
    "opens": lambda good, _: isinstance(good, bool),
    "op_checkmultisig": lambda stack, _: _is_stack(stack),
    "check_lock_time": lambda good, _: isinstance(good, bool),
}

MAY_REFUSE = {"bits_to_target", "run_script", "op_checkmultisig"}  # by their contracts
MOST = 4  # reasons that a sentence names
REASONS = {"work": "high-hash", "next_bits": "bad-diffbits"}  # the other slots are about scripts


class Parts:
    """The parts that one slot is made of, asked with care, and a count of who judged.

    ``rules`` holds each part, a student's or the reference's, as an attribute. Nothing that a part does
    comes out of :meth:`ask` as another error than :class:`Refused` or :class:`Slip`, which say what it was.
    """

    def __init__(self, slot: str, names: Sequence[str], rules: Any) -> None:
        self.slot = slot
        self.names = names
        self.rules = rules
        self.calls = 0  # of the slot
        self.asked: Counter[str] = Counter()  # how often each part of the student's was asked
        self.left: Counter[str] = Counter()  # to the library, and why
        self.reason = REASONS.get(slot, "UNKNOWN_ERROR")  # Core's, of a refusal
        self.problem = ""  # the last thing that a part did though its contract lets it only answer

    def own(self, name: str) -> bool:
        """Is this part the student's?"""
        return getattr(self.rules, name) is not getattr(shapes, name)

    def ask(self, name: str, *args: Any) -> Any:
        """What the part ``name`` answers."""
        self.asked[name] += self.own(name)
        try:
            answer = getattr(self.rules, name)(*args)
        except (Exception, SystemExit) as error:  # not what stops from outside
            on_purpose = isinstance(error, REFUSALS)
            message = say("adapter-raised", who=self._who(name), error=shown(error, 120))
            if not (on_purpose and name in MAY_REFUSE):
                self.problem = message
            raise (Refused if on_purpose else Slip)(self.reason, message) from error
        if not FORMS[name](answer, args):
            form = say(f"adapter-form-{name}")
            self.problem = say("adapter-gave", who=self._who(name), got=shown(answer), expected=form)
            raise Slip(self.reason, self.problem)
        return answer

    def _who(self, name: str) -> str:
        return say("adapter-yours" if self.own(name) else "adapter-reference", part=name)

    def leave(self, why: str) -> None:
        """Note that the library judges this call."""
        self.left[why] += 1

    @property
    def judged(self) -> int:
        """How many calls of the slot the student's parts judged."""
        return self.calls - self.left.total() if any(map(self.own, self.names)) else 0

    def said(self) -> str:
        """Who judged, in a sentence; why the others were left to the library, and the last problem."""
        asked = [name for name in self.names if self.asked[name]]
        names = asked or [name for name in self.names if self.own(name)]
        n = self.judged
        what = say(f"adapter-{'one' if n == 1 else 'many'}-{self.slot}")
        text = say("adapter-judged", n=n, what=what, parts=", ".join(names), left=self.calls - n)
        if self.left:
            most = self.left.most_common(MOST)
            whys = [f"{why} ({n})" for why, n in most]
            if others := self.left.total() - sum(n for _, n in most):
                whys.append(say("adapter-others", n=others))
            text += " " + say("adapter-left", why=", ".join(whys))
        if self.problem:
            text += " " + say("adapter-problem", problem=self.problem)
        return text


class Joined:
    """What goes into a slot: a join with its parts. ``parts`` knows who judged."""

    def __init__(self, join: Callable[..., Any], parts: Parts) -> None:
        self.join = join
        self.parts = parts
        self.__name__ = parts.slot
        self.__signature__ = signature(partial(join, parts))  # the slot's

    def __call__(self, *args: Any, **named: Any) -> Any:
        """What the slot answers."""
        self.parts.calls += 1
        return self.join(self.parts, *args, **named)
