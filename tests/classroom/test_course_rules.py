"""A student's parts in the machine: on every chain, alone, and joined to slots."""

from dataclasses import replace

import pytest

from blockkit import CLASSROOM, MAINNET, REGTEST, Chain, Invalid, Rules
from blockkit.block import Header
from blockkit.classroom import shapes
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.progress import SESSION
from blockkit.classroom.workbook import load
from blockkit.hashing import sha256
from tests.library import building

NOW = 1_700_000_000


def own(log):
    """A student's parts of module 01 and 02, each of which notes that it was asked."""

    def hash256(data):
        log.append("hash256")
        return sha256(sha256(data))

    def merkle_root(txids):
        log.append("merkle_root")
        level = list(txids)
        while len(level) > 1:
            level += level[len(level) - len(level) % 2 :]
            level = [hash256(a + b) for a, b in zip(level[::2], level[1::2], strict=True)]
        return level[0]

    def header_bytes(header):
        log.append("header_bytes")
        return Header.serialize(header)

    def meets_target(header, target):
        log.append("meets_target")
        return int.from_bytes(hash256(header), "little") <= target

    def subsidy(height, params):
        log.append("subsidy")
        return 5_000_000_000 >> height // params.halving_blocks

    def best_tip(tips):
        log.append("best_tip")
        return max([tip for tip in tips if not tip.failed], key=lambda tip: tip.chainwork)

    def retarget(bits, first_time, last_time, params):
        log.append("retarget")
        return shapes.retarget(bits, first_time, last_time, params)

    def expected_hashes(target):
        log.append("expected_hashes")
        return 2**256 // (target + 1)

    parts = (hash256, merkle_root, header_bytes, meets_target, subsidy, best_tip, retarget, expected_hashes)
    return {part.__name__: part for part in parts}


@pytest.mark.parametrize("params", [MAINNET, CLASSROOM, REGTEST])
def test_rules_of_every_chain_are_made_alike(params):
    assert CourseRules(params).params is params and Rules(params).params is params
    assert CourseRules(params).subsidy is Rules(params).subsidy
    assert load(params) == CourseRules(params)


def test_a_students_parts_run_a_classroom_chain_from_end_to_end():
    """120 blocks: twelve changes of the target, a halving, a payment, a branch that loses, one that wins."""
    log = []
    rules = CourseRules(CLASSROOM).filled(own(log))
    chain, twin = Chain(rules), Chain(Rules(CLASSROOM))
    for height in range(1, 121):
        txs, fees = (), 0
        if height == 20:
            txs, fees = (building.payment(building.coinbase_of(chain, 10)),), 1000
        block = building.next_block(chain, txs=txs, fees=fees)
        assert chain.accept(block, NOW + 10**6) and twin.accept(block, NOW + 10**6)
    assert chain.tip.height == 120 and chain.state_hash() == twin.state_hash()
    fork = chain.tip.at(118)
    side = building.next_block(chain, parent=fork, extra=1)
    assert not chain.accept(side, NOW + 10**6)
    index = chain.index[rules.block_hash(side.header)]
    for extra in (2, 3):
        block = building.next_block(chain, parent=index, extra=extra)
        chain.accept(block, NOW + 10**6)
        index = chain.index[rules.block_hash(block.header)]
    assert chain.tip is index  # more work: the chain has moved
    assert set(log) == set(own([]))  # every part was asked
    with pytest.raises(Invalid, match="bad-cb-amount"):
        chain.accept(building.next_block(chain, value=5_000_000_000), NOW + 10**6)


def test_a_wrong_part_is_noticed_by_the_chain():
    def subsidy(height, params):
        return 5_000_000_000  # forgets the halving

    chain = Chain(CourseRules(CLASSROOM).using())
    wrong = Chain(CourseRules(CLASSROOM).filled({"subsidy": subsidy}))
    for _ in range(99):
        block = building.next_block(chain)
        chain.accept(block, NOW + 10**6)
        wrong.accept(block, NOW + 10**6)
    greedy = building.next_block(chain, value=5_000_000_000)
    assert wrong.accept(greedy, NOW + 10**6)
    with pytest.raises(Invalid, match="bad-cb-amount"):
        chain.accept(greedy, NOW + 10**6)


def test_too_few_arguments_are_said_where_the_rules_enter_the_machine():
    rules = CourseRules(CLASSROOM).filled({"subsidy": lambda height: 0})
    with pytest.raises(TypeError, match=r"subsidy takes .*height.* but is called with .*height, params"):
        Chain(rules).accept(building.next_block(Chain(Rules(CLASSROOM))), NOW)


def test_parts_are_read_like_slots_and_unknown_ones_are_named():
    assert REFERENCE.new_block is REFERENCE.parts["new_block"]
    with pytest.raises(AttributeError, match="the rules have no part called nonsense"):
        REFERENCE.nonsense  # noqa: B018
    with pytest.raises(ValueError, match="nonsense is no part of the machine; the parts are sha256_hex"):
        REFERENCE.filled({"nonsense": len})
    with pytest.raises(TypeError, match="new_block must be a function"):
        replace(REFERENCE, parts={**REFERENCE.parts, "new_block": 3})


def test_a_part_makes_its_slot_and_takes_it_back():
    rules = REFERENCE.filled({"expected_hashes": lambda target: 7})
    assert rules.work is not REFERENCE.work and rules.work(0x1D00FFFF) == 7
    assert rules.filled({"expected_hashes": shapes.expected_hashes}).work is REFERENCE.work
    mine = REFERENCE.filled({"work": lambda bits: 1})
    assert mine.filled({"expected_hashes": lambda target: 7}).work(0x1D00FFFF) == 1  # filled by itself


def test_a_kept_part_that_uses_rules_runs_on_the_loaded_ones(own_chain):
    own_chain.mkdir()
    (own_chain / "to_display.py").write_text(
        "from blockkit.classroom.notebook import REFERENCE as rules\n"
        "def to_display(raw):\n    rules.hash256(raw)\n    return raw[::-1].hex()\n"
    )
    (own_chain / "hash256.py").write_text(
        "import hashlib\nSEEN = []\ndef hash256(data):\n    SEEN.append(bytes(data))\n"
        "    return hashlib.sha256(hashlib.sha256(data).digest()).digest()\n"
    )
    rules = load(CLASSROOM)
    rules.to_display(bytes(32))
    assert rules.hash256.__globals__["SEEN"][-1] == bytes(32)
    assert rules.to_display.__globals__["rules"] is rules and rules.params is CLASSROOM
    assert not SESSION.reports
