"""The slow rest, run by `make soak`: a million inputs, generated mistakes, a build from nothing twice."""

import random
import subprocess
import sys

import pytest

from autograder.authoring.build import build
from blockkit import Header, Invalid, decode_base58check, decode_varint, encode_varint, from_display
from blockkit.base58 import BASE58
from tests.conftest import ROOT
from tests.library.fuzzing import fuzz

pytestmark = pytest.mark.soak


def test_a_million_inputs_raise_nothing_but_our_errors():
    numbers = random.Random(20090103)
    for _ in range(250_000):
        data = numbers.randbytes(numbers.randrange(12))
        try:
            n, end = decode_varint(data)
        except Invalid:
            pass
        else:
            assert encode_varint(n) == data[:end]
        try:
            header = Header.parse(numbers.randbytes(numbers.choice((79, 80, 80, 80, 81))))
        except Invalid:
            pass
        else:
            assert len(header.serialize()) == 80
        for text in (
            "".join(numbers.choices(BASE58 + "0OIl ", k=numbers.randrange(40))),
            "".join(numbers.choices("0123456789abcdefABCDEFg ", k=numbers.choice((63, 64, 64, 65)))),
        ):
            try:
                decode_base58check(text)
                from_display(text)
            except ValueError:
                pass


def test_a_million_transactions_blocks_scripts_and_signatures_raise_nothing_but_our_errors():
    assert 200_000 < fuzz(cases=1_000_000, seed=2) < 960_000


def test_every_generated_mistake_is_caught_but_for_those_that_a_person_has_judged():
    command = [sys.executable, "-m", "autograder.mutants", "--generated", "--all", "--gate"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_verdict_in_the_ledger_is_what_comes_out_today():
    command = [sys.executable, "-m", "autograder.mutants", "--all", "--gate"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_two_builds_give_the_same_bytes():
    assert build(ROOT) == build(ROOT)
