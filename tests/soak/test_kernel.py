"""Core beside the library at length: fresh random cases each day, and every fault is looked for anew."""

import os
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import repeat
from multiprocessing import get_context

import pytest

from tests.kernel import core, faults, mutants, published, record
from tests.kernel.families import FAMILIES
from tests.kernel.judges import NOT_HERE, Core, Ours

pytestmark = pytest.mark.soak
TODAY = (
    date.today().toordinal() * 1_000_000
)  # other cases each day; a failure names the numbers that repeat it
PIECE = 2_000  # cases that one process does at a stroke


@pytest.fixture(autouse=True)
def kernel():
    if core.pbk is None:
        pytest.skip(NOT_HERE)


def differences(said, core_said):
    """The cases in which the judges differ, in words."""
    pairs = zip(said, core_said, strict=True)
    return [
        f"{name}: the library says {ours!r}, Core {its!r}"
        for (name, ours), (_, its) in pairs
        if not record.agree(its, ours)
    ]


def compared(name, keys):
    family = FAMILIES[name]
    return differences(family.verdicts(Ours(), keys), family.verdicts(Core(), keys))


def in_pieces(name, count, piece=PIECE):
    """So many random cases of a family from today on, in as many processes as there are processors."""
    pieces = [range(start, start + piece) for start in range(TODAY, TODAY + count, piece)]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        return [found for some in pool.map(compared, repeat(name), pieces) for found in some]


def test_a_million_scripts():
    assert in_pieces("scripts", 1_000_000) == []


def test_twenty_thousand_scripts_in_blocks():
    assert in_pieces("scripts in blocks", 20_000, piece=1_000) == []


def test_a_million_spends_with_witnesses():
    assert in_pieces("spends with witnesses", 1_000_000) == []


def test_twenty_thousand_spends_with_witnesses_in_blocks():
    assert in_pieces("spends with witnesses in blocks", 20_000, piece=1_000) == []


def test_five_hundred_trees():
    assert in_pieces("trees", 500, piece=25) == []


def test_three_hundred_trees_with_witnesses():
    assert in_pieces("trees with witnesses", 300, piece=25) == []


def test_sixty_thousand_damaged_blocks(vectors):
    for seed in range(TODAY, TODAY + 60):
        said = (mutants.verdicts(judge, vectors, seed) for judge in (Ours(), Core()))
        assert differences(*said) == []


def test_every_script_of_full_block_test(vectors):
    cases = list(published.full_block_test(vectors))
    assert len(cases) > 17_000
    ours, its = Ours(), Core()
    said = [(name, ours.script(case)) for name, case in cases]
    assert differences(said, ((name, its.script(case)) for name, case in cases)) == []


@pytest.mark.parametrize("fault", faults.FAULTS, ids=lambda fault: fault.name)
def test_a_case_that_notices_a_fault_is_found_anew(fault):
    faults.search(fault, start=TODAY)
