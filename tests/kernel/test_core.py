"""The library beside Bitcoin Core: thousands of cases, each with one verdict and one reason.

What both say is recorded, so the library is also compared where Core's kernel cannot be installed; where it
is, Core is asked again.
"""

import re
import subprocess
import warnings
from itertools import pairwise
from pathlib import Path

import pytest

from blockkit import Block, Invalid
from tests.conftest import ROOT
from tests.kernel import core, faults, hand, record, rows, spends, trees
from tests.kernel.drafts import FLAGS, P2SH, WITNESS
from tests.kernel.families import FAMILIES
from tests.kernel.hand import COIN, coinbase
from tests.kernel.judges import NOT_HERE, RENAMED, Core, Ours, in_our_words
from tests.kernel.regtest import Builder
from tests.kernel.scripts import case

RECORDED, NOTICED = record.read()
names = pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.slow) for name in FAMILIES])


@pytest.fixture
def keys(name, request):
    """The keys of a family, where they are the published files."""
    return request.getfixturevalue("vectors") if FAMILIES[name].from_files else None


def test_where_core_is_not_here_a_line_says_so():
    if core.pbk is None:
        warnings.warn(f"{NOT_HERE}; the library is compared with what Core said before", stacklevel=1)


# ---- two judges ----------------------------------------------------------------------------------


@names
def test_the_library_says_what_is_recorded(name, keys):
    assert record.difference(Ours(), name, keys) == ""


@names
def test_core_says_what_is_recorded(kernel, name, keys):
    assert record.difference(Core(), name, keys) == ""


def test_every_family_is_recorded():
    assert list(RECORDED) == list(FAMILIES)
    assert sum(len(verdicts) for _, verdicts in RECORDED.values()) > 8_000
    reasons = {verdict for _, verdicts in RECORDED.values() for verdict in verdicts}
    assert sum(reason.startswith("mandatory-script-verify-flag-failed: ") for reason in reasons) >= 25


@pytest.mark.parametrize(
    ("family", "table", "least"), [("rules", rows.ROWS, 120), ("witnesses in blocks", rows.WITNESSES, 60)]
)
def test_a_rule_is_broken_and_kept_as_its_row_says(family, table, least):
    _, verdicts = RECORDED[family]
    assert verdicts == [verdict for _, verdict in rows.expected(table)]
    assert len({name for name, _ in rows.expected(table)}) == len(verdicts) >= least


def test_the_trees_move_the_tip_back_and_forth():
    """Or they would show nothing: in each the tip changes its branch, and some block fails only then."""
    _, verdicts = RECORDED["trees"]
    tips = [int(said.rpartition(" ")[2]) for said in verdicts]
    assert sum(after < before for before, after in pairwise(tips)) > 15
    against_coins = ("bad-cb-amount", "bad-txns-inputs-missingorspent", "mandatory")
    assert sum(said.startswith(against_coins) for said in verdicts) > 30


def test_spends_with_witnesses_hold_or_fail_in_many_ways():
    """Half of them hold, or a fault that refuses would not be noticed; the others fail for all reasons."""
    _, alone = RECORDED["spends with witnesses"]
    assert 0.4 < alone.count("OK") / len(alone) < 0.7
    _, in_blocks = RECORDED["spends with witnesses in blocks"]
    assert 0.3 < in_blocks.count("bad-cb-amount") / len(in_blocks) < 0.7  # every script in them holds
    assert len(set(in_blocks)) >= 22
    reasons = {"SCHNORR_SIG", "SCHNORR_SIG_HASHTYPE", "SCHNORR_SIG_SIZE", "TAPROOT_WRONG_CONTROL_SIZE"}
    reasons |= {f"TAPSCRIPT_{rule}" for rule in ("VALIDATION_WEIGHT", "CHECKMULTISIG", "MINIMALIF")}
    reasons |= {f"WITNESS_PROGRAM_{fault}" for fault in ("MISMATCH", "WITNESS_EMPTY", "WRONG_LENGTH")}
    reasons |= {"WITNESS_MALLEATED", "WITNESS_MALLEATED_P2SH", "WITNESS_UNEXPECTED", "CLEANSTACK"}
    assert reasons < set(alone)
    assert reasons < {said.partition(": ")[2] for said in in_blocks}


def test_spends_with_witnesses_are_of_all_kinds():
    drawn = [spends.case(f"spend {n}") for n in range(300)]
    assert {made.kind for made in drawn} == {maker.__name__ for maker in spends.MAKERS}
    assert {len(made.outputs) for made in drawn} == {1, 2, 3}
    assert sum(made.flags == sum(FLAGS) for made in drawn) > 150
    for made in drawn:
        assert made.flags & WITNESS == 0 or made.flags & P2SH  # or Core's kernel would end


def test_in_the_trees_with_witnesses_spoilt_ones_come_with_right_ones():
    _, verdicts = RECORDED["trees with witnesses"]
    reasons = [said.partition(",")[0] for said in verdicts]
    for reason in ("bad-witness-merkle-match", "bad-witness-nonce-size", "unexpected-witness"):
        assert reasons.count(reason) > 30
    assert reasons.count("taken") > 200
    tips = [int(said.rpartition(" ")[2]) for said in verdicts]
    assert sum(after < before for before, after in pairwise(tips)) > 5


# ---- the adapter ---------------------------------------------------------------------------------


def test_one_short_file_names_the_package():
    command = ["git", "grep", "-lwE", "(import|from) pbk", "--", "*.py"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.split()
    assert listed == ["tests/kernel/core.py"]
    assert len((ROOT / listed[0]).read_text(encoding="utf-8").splitlines()) <= 100


def test_what_would_end_the_process_is_refused_before(kernel):
    raw = case("script 1").raw
    spend = core.CoreSpend(raw, case("script 1").outputs)
    for index, flags in ((len(spend.coins), 0), (-1, 0), (0, 1 << 1), (0, core.WITNESS)):
        with pytest.raises(ValueError, match="does not judge input"):
            spend.holds(index, flags)
    with pytest.raises(ValueError, match="outputs are spent, got 9"):
        core.CoreSpend(raw, [(0, b"")] * 9)
    with pytest.raises(ValueError, match="NULL"):
        core.CoreSpend(raw[:-1], [])


def test_a_chain_leaves_no_files(kernel):
    chain = core.CoreChain()
    folder = Path(chain.folder)
    assert list(folder.rglob("blk*.dat"))
    chain.close()
    assert not folder.exists()


def test_a_block_that_fails_below_is_told_from_one_that_fails_elsewhere(kernel):
    """A side branch becomes the best one and is bad further down: so is the block that came last."""
    judge, (raws, base) = Core(), trees.base()
    chain = judge.chain()
    for raw in raws[:3]:
        chain.accept(raw)
    last = hand.block_id(raws[1])
    bad = hand.block(last, base.times[3] + 1, [coinbase(3, 50 * COIN + 1)])
    above = hand.block(hand.block_id(bad), base.times[3] + 2, [coinbase(4, 50 * COIN)])
    assert [chain.accept(bad), chain.accept(above)] == ["", "bad-cb-amount"]
    assert chain.tip() == hand.block_id(raws[2])
    chain.close()


def test_words_of_the_log():
    said = "block-script-verify-flag-failed (Non-canonical DER signature), input 0 of 12, spending 34"
    assert in_our_words(said) == "mandatory-script-verify-flag-failed: SIG_DER"
    assert in_our_words("bad-txns-vin-empty, Transaction check failed (tx hash 12)") == "bad-txns-vin-empty"
    assert in_our_words("bad-version(0x00000001), rejected") == "bad-version(0x00000001)"
    assert in_our_words("duplicate-invalid, block 12 was marked before") == "duplicate"
    assert set(RENAMED) == {"duplicate-invalid", "block-script-verify-flag-failed"}


# ---- the differences that the docs list ----------------------------------------------------------


def both(make):
    """What the library and Core say to the block that ``make`` makes on a chain of 103 blocks."""
    said = []
    for judge in (Ours(), Core()):
        chain = judge.chain()
        said.append(chain.accept(make(Builder(chain, 103))))
        chain.close()
    return said


def test_core_takes_a_byte_too_many(kernel):
    longer = {}

    def make(c):
        longer["raw"] = c.block() + b"\0"
        return longer["raw"]

    assert both(make)[1] == ""
    with pytest.raises(Invalid, match="trailing bytes"):
        Block.parse(longer["raw"])


# ---- a judge that notices nothing proves nothing -------------------------------------------------


@pytest.mark.parametrize("fault", faults.FAULTS, ids=lambda fault: fault.name)
def test_a_deliberate_fault_is_noticed(fault):
    family = FAMILIES[fault.family]
    key = NOTICED[fault.name]
    key = next((known for known in family.keys if str(known) == key), key)
    assert faults.notices(fault, int(key) if fault.family in faults.RANDOM else key)


def test_what_is_no_fault_is_not_noticed():
    sound = faults.Fault("nothing", "blockkit.interpreter.MAX_STACK", 1000)
    assert not any(faults.notices(sound, key) for key in range(300))


def test_the_record_is_read_as_it_was_written():
    text = record.section("a family", "0123", ["OK", "OK", "no", "OK"])
    assert text == "[a family] 0123\n- OK\n- no\n2*0 1 0\n"
    assert re.search(r"(?m)^\[scripts\] [0-9a-f]{16}$", record.FILE.read_text(encoding="utf-8"))


def test_a_changed_verdict_and_a_changed_case_are_told(monkeypatch):
    monkeypatch.setattr(
        record, "read", lambda: ({"our clock": ("by the clock", ["time-too-new", "kept"])}, {})
    )
    said = record.difference(Ours(), "our clock")
    assert said == "7200 seconds ahead: blockkit says 'the tip', recorded is 'kept'"
    monkeypatch.setattr(record, "read", lambda: ({"our clock": ("0123", ["time-too-new", "the tip"])}, {}))
    assert record.difference(Ours(), "our clock") == record.CHANGED
    on_no_item = [f"{record.FAILS}: {name}" for name in ("INVALID_STACK_OPERATION", "UNBALANCED_CONDITIONAL")]
    assert record.agree(*on_no_item) and not record.agree(*on_no_item[::-1])
    assert record.agree("no", "EVAL_FALSE") and not record.agree("no", "OK") and not record.agree("OK", "no")
