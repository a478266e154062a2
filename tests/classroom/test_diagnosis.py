"""Which known mistake a function behaves like: named where that is certain, and silence otherwise."""

import subprocess
import sys
import time

import pytest

from blockkit import merkle
from blockkit.classroom import diagnosis, json_chain, lessons
from blockkit.classroom.checks import check, gives
from blockkit.classroom.diagnosis import diagnosed, probe
from blockkit.classroom.diagnosis.probe import CannotSay, spelled
from blockkit.classroom.trying.plain import TODO
from blockkit.classroom.trying.trial import opened, trial_of
from blockkit.hashing import hash256

IDS = [hash256(bytes([i])) for i in range(5)]


def root_by(odd):
    """A merkle_root that makes of an odd level what ``odd`` says."""

    def merkle_root(txids):
        level = list(txids)
        if not level:
            raise ValueError("no txids")
        while len(level) > 1:
            level = odd(level) if len(level) % 2 else level
            level = [hash256(a + b) for a, b in zip(level[::2], level[1::2], strict=True)]
        return level[0]

    return merkle_root


right = root_by(lambda level: [*level, level[-1]])
drops = root_by(lambda level: level[:-1])
SENTENCE = "merkle_root behaves like one that drops the last hash of an odd level."


def report(function, expected=None):
    expected = expected or merkle.merkle_root(IDS[:3])
    return check("E1.9", [("three", "three txids", lambda: gives(expected, function, IDS[:3]))], function)


def test_a_known_mistake_is_named_with_the_smallest_input_that_shows_it():
    shown = repr(report(drops)).splitlines()
    at = shown.index(f"→ {SENTENCE}")
    assert shown[at + 1] == "  The smallest input that shows it:"
    # three txids, the fewest with which it is wrong; then the words of the checks
    assert shown[at + 2].startswith("      merkle_root([3 hashes: ")
    assert [line[:15] for line in shown[at + 3 : -1]] == ["      returned ", "      expected "]
    assert "Work on the first ✗" in shown[-1]


def test_the_right_answer_is_named_nothing_even_where_a_check_fails():
    assert diagnosed("E1.9", [right]) == ""
    assert report(right, expected=bytes(32)).diagnosis == ""


def test_a_mistake_that_is_nobodys_is_named_nothing():
    assert diagnosed("E1.9", [root_by(lambda level: [*level, hash256(level[-1])])]) == ""
    # the known mistake but for one answer, and but for the type of one answer
    assert diagnosed("E1.9", [drops])
    assert diagnosed("E1.9", [lambda txids: drops(txids) if len(txids) != 130 else bytes(32)]) == ""
    assert diagnosed("E1.9", [lambda txids: drops(txids) if len(txids) != 130 else drops(txids).hex()]) == ""


def slow(txids):
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass
    return drops(txids)


def endless(txids):
    while len(txids) == 17:
        pass
    return drops(txids)


def grows(txids):
    found = drops(txids)
    if isinstance(txids, list):
        txids.append(b"")
    return found


class Odd(bytes):
    def __eq__(self, other):
        return True

    def __repr__(self):
        raise RuntimeError("no")

    __hash__ = bytes.__hash__


def asks(txids):
    return input() or drops(txids)


def exits(txids):
    sys.exit(3)


def slips(txids):
    return drops(txids) if txids else unknown_name  # noqa: F821


@pytest.mark.parametrize(
    "function",
    [
        TODO, slow, endless, grows, asks, exits, slips, print, merkle.merkle_root, None, lambda: None,
        lambda txids: TODO, lambda txids: None, lambda txids: bytearray(drops(txids)),
        lambda txids: Odd(drops(txids)),
        lambda txids: [Odd(b"x")], lambda txids: 10**5000,
        lambda txids: merkle.merkle_root(txids[: len(txids) // 2 * 2]),
    ],
)  # fmt: skip
def test_whatever_is_odd_is_silence(function):
    assert diagnosed("E1.9", [function]) == ""


def block_by(payments, afterwards=lambda listed: None):
    """A new_block that stores what ``payments`` makes of its list; then ``afterwards`` gets the list."""

    def new_block(chain, transactions, time):
        stored = payments(transactions)
        afterwards(transactions)
        previous = json_chain.block_id(chain[-1]) if chain else json_chain.NO_PREVIOUS
        return {"index": len(chain), "time": time, "transactions": stored, "previous_hash": previous}

    return new_block


def test_what_a_function_does_to_the_callers_list_belongs_to_its_answers():
    def lines(function):
        return diagnosed("E1.12", [function]).splitlines()

    cleared, emptied, shared = (
        lines(block_by(lambda listed: listed.clear())),
        lines(block_by(list, lambda listed: listed.clear())),
        lines(block_by(lambda listed: listed)),
    )
    assert cleared[0].endswith("stores None instead of the payments and empties the caller's list: "
                               "`.clear()` does both.")  # fmt: skip
    assert emptied[0].endswith("empties the caller's list of payments.") and len(emptied) > 2
    assert "a payment added to it later is in the block" in shared[0]
    assert shared[2:] == ["      a payment that is added to the list after the call is in the block"]
    assert lines(block_by(list)) == []  # the right one
    assert lines(block_by(list, lambda listed: listed.append(1))) == []  # nobody's kind


def test_an_error_that_is_a_slip_is_an_answer_too_but_not_a_refusal():
    def copies(txids):
        return right(txids.copy())  # a tuple has no such method

    assert "raises an error for a tuple" in diagnosed("E1.9", [copies])
    part = lessons.PARTS["merkle_root"]
    with opened(trial_of("E1.9")):
        answers = probe.all_answers(part, copies, [probe.Probe(([],)), probe.Probe(((IDS[0],),))])
    assert answers == [probe.REFUSED, probe.SLIPPED]


def test_a_function_that_answers_by_chance_is_named_nothing():
    calls = []

    def tires(txids):  # the known mistake, until it is asked for the example
        calls.append(1)
        return (drops if len(calls) <= len(diagnosis.probes("merkle_root")) else right)(txids)

    assert diagnosed("E1.9", [tires]) == ""


def test_nothing_that_it_prints_comes_out(capfd):
    def prints(txids):
        print("working")
        print("working", file=sys.stderr)
        return drops(txids)

    assert SENTENCE in diagnosed("E1.9", [prints])
    assert capfd.readouterr() == ("", "")


def test_each_function_of_an_exercise_is_looked_at():
    def to_display(raw):
        return raw[::-1].hex()

    def turned(raw):
        return raw.hex()[::-1]

    def from_display(text):
        return bytes.fromhex(text)

    assert diagnosed("E1.7", [turned, TODO]).startswith(
        "→ to_display behaves like one that reverses the hex digits"
    )
    assert diagnosed("E1.7", [to_display, from_display]) == ""  # the length is not looked at either

    def strict(text):  # reads rightly but for the order
        if len(text) != 64 or set(text) - set("0123456789abcdefABCDEF"):
            raise ValueError("no hash")
        return bytes.fromhex(text)

    assert diagnosed("E1.7", [to_display, strict]).startswith("→ from_display behaves like one that does not")
    assert diagnosed("E1.7", [turned]) == ""  # handed in otherwise than the record says


def test_while_grading_nothing_is_asked_and_nothing_is_said(monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setattr(diagnosis, "diagnosed", lambda *_: pytest.fail("asked while grading"))
    assert report(drops) == 0.0
    assert "behaves like" not in capsys.readouterr().out


def test_where_all_is_well_and_where_nothing_is_written_it_is_not_even_asked(monkeypatch):
    monkeypatch.setattr(diagnosis, "diagnosed", lambda *_: pytest.fail("asked"))
    assert report(right).passed
    assert report(lambda txids: TODO).unwritten


def test_what_fails_inside_is_silence(monkeypatch):
    def broken(*_):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(diagnosis, "all_answers", broken)
    assert report(drops).diagnosis == ""


# ---- the probes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", lessons.PARTS)
def test_probes_are_never_constant_and_never_twice_the_same(name):
    part, asked = lessons.PARTS[name], diagnosis.probes(name)
    assert len(asked) >= 7
    answers = probe.right_answers(part, asked)
    assert len(set(answers)) > 1 or name == "find_collision"  # no constant answers them all
    again = [repr((one.args, one.fact)) for one in asked]
    assert len(set(again)) == len(again)


def test_an_answer_is_spelled_with_its_type():
    assert (
        len({spelled(value) for value in (1, 1.0, True, "1", b"1", None, [1], [[1]], [1, 1], {"a": 1})}) == 10
    )
    assert spelled((1, [2])) == spelled([1, (2,)])
    assert spelled({"a": 1, "b": 2}) == spelled({"b": 2, "a": 1})
    with pytest.raises(CannotSay):
        spelled(bytearray(b"1"))


def test_checks_do_not_load_it():
    code = "import sys, blockkit.classroom.notebook\nprint([m for m in sys.modules if 'diagnosis' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
