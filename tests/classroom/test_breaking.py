"""Tips, the five faulty nodes and the room in which readers break them."""

import random
from copy import deepcopy
from random import Random

import pytest

from autograder.mutants import folders, measure
from autograder.suites.lesson02d_forks import e2_13
from blockkit.classroom import breaking, workbook
from blockkit.classroom.branches import Tip, fork_cases, right_place, tip, tips
from blockkit.classroom.choosing import chooses, chooses_on
from blockkit.classroom.dice import Dice
from blockkit.classroom.faulty_nodes import NODES, ask, need_case, node_follows
from blockkit.classroom.properties import Fails
from blockkit.classroom.shapes import best_tip
from blockkit.headers import BlockIndex

# The wrong solutions of E2.13 that are the boxes, as students would write them.
IN_THE_LEDGER = {
    "A": "last_seen_wins", "B": "first_tip_unasked", "C": "invalid_best_is_nobody", "D": "floats_compared",
}  # fmt: skip


def made_up(count):
    """Cases of all kinds."""
    rng = Random("cases")
    works = (0, 5, 5, 9, 2**80, 2**80 + 1)
    for _ in range(count):
        yield [(rng.choice(works), rng.choice(["", "", "x"])) for _ in range(rng.randrange(1, 6))]


# ---- the boxes -----------------------------------------------------------------------------------


def test_each_box_has_a_twin_among_the_hidden_checks_and_all_but_one_in_the_ledger():
    wrong = {one.name: one for one in folders.ours() if one.exercise == "E2.13" and not one.right}
    for name, box in NODES.boxes.items():
        answers = [ask(box.function, case) for case in made_up(400)]
        assert answers == [e2_13.COPIES[name](case) for case in made_up(400)], name
        if name in IN_THE_LEDGER:
            names = measure.namespace("E2.13")
            exec(compile(wrong[IN_THE_LEDGER[name]].source, name, "exec"), names)
            assert answers == [ask(names["best_tip"], case) for case in made_up(400)], name


def test_the_right_function_is_right_and_unmasks_nobody():
    for case in made_up(200):
        assert ask(best_tip, case) == right_place(case) == e2_13._best(case)


def test_the_librarys_cases_unmask_all_and_each_is_needed():
    cases = fork_cases()
    assert all(NODES.unmasked(cases).values())
    breaking.unmasks(NODES, fork_cases)
    breaking.tells_apart(NODES, fork_cases)
    for place in (0, 1, 3, 4):
        fewer = cases[:place] + cases[place + 1 :]
        with pytest.raises(Fails, match=r"do not unmask|do not tell apart"):
            breaking.unmasks(NODES, lambda fewer=fewer: fewer)
            breaking.tells_apart(NODES, lambda fewer=fewer: fewer)


def test_nodes_that_answer_alike_are_named():
    with pytest.raises(Fails, match="A and B, A and C"):
        breaking.tells_apart(NODES, lambda: [[(1, "")]])
    with pytest.raises(Fails, match="do not unmask A, B"):
        breaking.unmasks(NODES, list, "A", "B")


@pytest.mark.parametrize(
    ("cases", "why"),
    [
        (None, "a list of at most 8"),
        ([[(1, "")]] * 9, "a list of at most 8"),
        ([5], "case 0, counted from 0, is none: a case is a list"),
        ([[(1, "")], []], "case 1, counted from 0, is none: a case is a list"),
        ([[(1, "")] * 9], "1 to 8 tips"),
        ([[1]], "a tip is a pair"),
        ([[(1, "", "")]], "a tip is a pair"),
        ([[(True, "")]], "work is a whole number"),
        ([[(-1, "")]], "work is a whole number"),
        ([[(2**256 + 1, "")]], "work is a whole number"),
        ([[(1, None)]], "failed is a text"),
    ],
)
def test_what_is_no_case(cases, why):
    with pytest.raises(Fails, match=why):
        breaking.unmasks(NODES, lambda: cases)


def test_a_node_is_asked():
    assert node_follows("A", [(24, ""), (24, "")]) == 1 and node_follows("B", [(24, ""), (24, "")]) == 0
    assert node_follows("C", [(24, "x"), (1, "")]) is None
    for name, case in (("F", [(1, "")]), ("A", [])):
        with pytest.raises(ValueError, match=r"the nodes are A, B|a case is a list"):
            node_follows(name, case)
    need_case([[1, ""]])


# ---- tips and dice -------------------------------------------------------------------------------


def test_a_tip_prints_as_it_is_made_and_is_the_librarys():
    assert repr([tip(24), tip(3, "high-hash")]) == "[tip(24), tip(3, 'high-hash')]"
    assert isinstance(tip(1), BlockIndex) and type(deepcopy(tip(1))) is Tip
    assert len({one.hash for one in tips([(24, "")] * 4)}) == 4
    assert deepcopy(tip(24)) == tip(24) != tip(24, "x") and tip(24) != 24 and len({tip(1), tip(1)}) == 1


def test_a_kept_best_tip_chooses_for_the_chain(tmp_path, monkeypatch):
    """The example of its record is compared by value: a copy of the right tip is the right tip."""
    monkeypatch.setenv("BLOCKKIT_MY_CHAIN", str(tmp_path))
    source = (
        "def best_tip(tips):\n    return max((t for t in tips if not t.failed), key=lambda t: t.chainwork)\n"
    )
    (tmp_path / "best_tip.py").write_text(source)
    rules = workbook.load()
    assert rules.best_tip is not best_tip and "best_tip" in dict(workbook.sources())
    assert workbook.sources()["best_tip"].startswith("yours")


def test_the_very_object_is_chosen():
    chooses(1, best_tip, [tip(10), tip(24), tip(24)])
    chooses(None, best_tip, [tip(10, "x")])
    for wrong, said in (
        (lambda tips: deepcopy(tips[1]), "a Tip that is not in the list"),
        (lambda tips: tips[2], "the tip at place 2"),
        (lambda tips: 24, "a int that is not in the list"),
        (lambda tips: None, "returned None"),
    ):
        with pytest.raises(Fails, match=said):
            chooses(1, wrong, [tip(10), tip(24), tip(24)])


def test_what_a_function_does_to_the_tips_is_seen():
    def marks(tips):
        tips[0].failed = "seen"
        return tips[1]

    def sorts(tips):
        best = best_tip(tips)
        tips.reverse()
        return best

    for function in (marks, sorts):
        with pytest.raises(Fails, match="changed its argument"):
            chooses(1, function, [tip(10), tip(24)])
    shared = [tip(10), tip(24)]
    chooses_on(1, best_tip, shared)
    shared[1].failed = "x"
    chooses_on(0, best_tip, shared)


def test_dice_are_random_numbers_with_a_name():
    dice = Dice(7)
    state = random.getstate()
    assert repr(dice) == "Dice(7)" and dice.random() == Random(7).random()
    again = deepcopy(dice)
    assert again.random() == dice.random() and repr(again) == "Dice(7)"
    assert random.getstate() == state
