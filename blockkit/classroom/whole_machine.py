"""Scenes on real chains, by a reader's own rules: the robbery, six nodes, money out of nothing.

A scene uses many parts at once, so a faulty one shows itself only as an error somewhere inside. Then each
part of the reader's is tried alone; the reference takes the place of those that fail, and a note says so.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from blockkit.agreement import robbery
from blockkit.classroom.adapters import ADAPTERS
from blockkit.classroom.asking import Joined
from blockkit.classroom.course_rules import REFERENCE, CourseRules, reference
from blockkit.classroom.lessons import KEPT
from blockkit.classroom.messages import say
from blockkit.classroom.trying.for_figures import answer
from blockkit.classroom.trying.trial import CannotUse, Limits, Trial, opened, try_call
from blockkit.params import CLASSROOM, ChainParams
from blockkit.rules import SLOTS

# The parts that a chain and its miners ask.
ACTORS = tuple(dict.fromkeys([*SLOTS, *(name for one in ADAPTERS for name in one.parts), "find_nonce"]))

T = TypeVar("T")
Scene = Callable[[CourseRules], T]

SCENE = Limits(a_call=6.0, in_all=12.0)  # of processor time; a scene takes a tenth of it


def played(scene: Scene[T], rules: CourseRules, params: ChainParams = CLASSROOM) -> tuple[T, list[str]]:
    """What becomes of a scene on the chain of ``params``, and a note for each part that was left out."""
    base, notes, own = replace(REFERENCE, params=params), [], {}
    acted = partial(scene)  # so that no message names a line of ours
    with opened(Trial(SCENE)):
        for name in ACTORS:
            function = getattr(rules, name)  # a Joined one is made of others, which are asked themselves
            if function is not reference(name) and not isinstance(function, Joined):
                note = answer(rules, name, *KEPT[name].example)[1] if name in KEPT else ""
                if note:
                    notes.append(note)
                else:
                    own[name] = function
        if not own:
            return scene(base), notes
        try:
            result: T = try_call(acted, base.filled(own))
            return result, notes
        except CannotUse as problem:
            together = str(problem)
        for name, function in list(own.items()):
            try:
                try_call(acted, base.filled({name: function}))
            except CannotUse as why:
                notes.append(say("stands-in", slot=name, why=str(why)))
                del own[name]
        try:
            result = try_call(acted, base.filled(own))
        except CannotUse:
            notes.append(say("scene-together", why=together))
            result = scene(base)
    return result, notes


def print_money(rules: CourseRules = REFERENCE) -> str:
    """What a node with these rules says to a block that pays its miner 51 bitcoins."""
    said, notes = played(robbery.print_money, rules)
    return "\n".join([*notes, said or say("money-accepted")])
