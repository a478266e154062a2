"""What typical partial answers earn: a missing rule costs its worth, a slip does not cost everything."""

import pytest

from autograder import suites
from autograder.mutants import folders, measure
from autograder.suites import mining, oracle
from autograder.suites.lesson01d_chain import shared as chains
from blockkit.classroom.json_chain import GENESIS
from blockkit.classroom.lessons import EXERCISES

SOLUTIONS = {(one.exercise, one.name): one for one in folders.ours()}

# exercise, solution, the least and the most it may earn, as shares of the hidden points
BANDS = [
    ("E1.2", "bytes_only", 0.5, 0.8),
    ("E1.4", "one_bit_short", 0.1, 0.35),  # few tries, but not quite the collision that was asked
    ("E1.4", "one_target", 0.1, 0.35),  # true collisions, but by 2^bits tries
    ("E1.4", "hex_digits", 0.3, 0.6),
    ("E1.4", "own_hash", 0.0, 0.1),
    ("E1.5", "takes_floats", 0.6, 0.8),
    ("E1.5", "number_keys", 0.6, 0.88),
    ("E1.5", "not_sorted", 0.3, 0.65),
    ("E1.6", "longer_forms", 0.6, 0.88),
    ("E1.6", "from_the_start", 0.3, 0.65),
    ("E1.7", "no_length_check", 0.6, 0.8),
    ("E1.8", "nonce_before_bits", 0.55, 0.75),  # two fields of six
    ("E1.8", "both_turned", 0.5, 0.75),
    ("E1.8", "bits_big_endian", 0.6, 0.85),  # one of six
    ("E1.8", "root_turned", 0.6, 0.85),
    ("E1.8", "unsigned_version", 0.75, 0.95),
    ("E1.8", "big_endian", 0.2, 0.4),
    ("E1.8", "hex_text", 0.0, 0.1),
    ("E1.11", "after_the_copy", 0.1, 0.4),
    ("E1.12", "own_hash_stored", 0.2, 0.6),
    ("E1.12", "time_is_a_float", 0.2, 0.6),
    ("E1.12", "index_from_one", 0.2, 0.6),
    ("E1.14", "no_links", 0.2, 0.56),
    ("E1.14", "no_puzzles", 0.2, 0.56),
    ("E1.14", "trusts_index", 0.4, 0.75),
    ("E1.14", "no_genesis", 0.4, 0.82),
    ("E1.14", "more_keys", 0.4, 0.8),
    ("E1.14", "raises", 0.4, 0.75),
    ("E1.14", "no_recursion_error", 0.85, 0.98),
    ("E1.14", "true_is_one", 0.85, 0.98),
    ("E1.14", "always_true", 0.0, 0.1),
    ("E2.1", "less_than", 0.7, 0.9),
    ("E2.1", "counts_hex_zeros", 0.1, 0.5),
    ("E2.1", "big_endian", 0.1, 0.4),
    ("E2.1", "floats", 0.7, 0.95),
    ("E2.1", "always_true", 0.0, 0.1),
    ("E2.2", "begins_at_one", 0.5, 0.85),
    ("E2.2", "big_endian_nonce", 0.05, 0.5),
    ("E2.2", "zero_for_none", 0.4, 0.8),
    ("E2.3", "hex_zeros", 0.7, 0.9),
    ("E2.3", "claim_not_read", 0.5, 0.9),
    ("E2.3", "used_twice", 0.7, 0.9),
    ("E2.3", "raises_for_letters", 0.7, 0.93),
    ("E2.4", "without_one", 0.2, 0.7),
    ("E2.4", "rounded_up", 0.15, 0.7),
    ("E2.9", "halves_late", 0.3, 0.75),
    ("E2.9", "rounds", 0.4, 0.8),
    ("E2.9", "main_chain_only", 0.5, 0.8),
    ("E2.9", "wraps_round", 0.7, 0.9),
    ("E2.9", "float", 0.0, 0.1),
    ("E2.10", "always_fifty", 0.1, 0.5),
    ("E2.10", "block_by_block", 0.55, 0.85),
    ("E2.10", "main_chain_only", 0.3, 0.7),
    ("E2.11", "no_small", 0.5, 0.88),
    ("E2.11", "sign_ignored", 0.7, 0.92),
    ("E2.11", "short_is_read", 0.7, 0.92),
    ("E2.11", "any_push", 0.7, 0.92),
    ("E2.12", "exactly", 0.3, 0.75),
    ("E2.12", "two_inputs", 0.7, 0.95),
    ("E2.12", "negative", 0.7, 0.92),
    ("E2.12", "always_fifty", 0.3, 0.7),
    ("E3.1", "third_point", 0.0, 0.15),
    ("E3.1", "doubling_is_infinity", 0.3, 0.5),
    ("E3.1", "flat_tangent", 0.65, 0.85),
    ("E3.1", "order_of_the_large_curve", 0.75, 0.95),
    ("E3.2", "no_curve", 0.85, 0.95),
    ("E3.2", "r_unlimited", 0.75, 0.9),
    ("E3.2", "s_unlimited", 0.85, 0.95),
    ("E3.2", "low_s_only", 0.5, 0.8),
    ("E3.3", "high_s", 0.75, 0.9),
    ("E3.3", "nonce_not_inverted", 0.0, 0.1),
    ("E3.4", "one_one", 0.8, 0.95),
    ("E3.4", "no_checksum", 0.65, 0.85),
    ("E3.4", "any_length", 0.8, 0.95),
    ("E3.5", "wire_order", 0.7, 0.9),
    ("E3.5", "reversed_names", 0.4, 0.6),
    ("E3.5", "reversed_both_ways", 0.2, 0.45),
    ("E3.5", "one_byte_counts", 0.75, 0.95),
    ("E3.5", "left_over_allowed", 0.85, 0.98),
    ("E3.5", "no_inputs_allowed", 0.85, 0.98),
    ("E3.6", "others_keep_scripts", 0.5, 0.75),
    ("E3.6", "type_of_one_byte", 0.0, 0.1),
    ("E3.6", "no_lock_time", 0.8, 0.95),
    ("E3.7", "negative", 0.4, 0.6),
    ("E3.7", "border_is_high", 0.65, 0.85),
    ("E3.8", "takes_nothing_out", 0.2, 0.45),
    ("E3.8", "puts_nothing_in", 0.1, 0.35),
    ("E3.8", "none_for_no", 0.65, 0.85),
    ("E3.9", "minus_zero_is_true", 0.65, 0.9),
    ("E3.9", "verify_leaves_it", 0.65, 0.9),
    ("E3.9", "checksig_fails", 0.7, 0.95),
    ("E3.9", "exactly_one", 0.75, 0.95),
    ("E3.9", "missing_items_raise", 0.55, 0.85),
    ("E3.10", "no_extra", 0.2, 0.65),
    ("E3.10", "any_order", 0.2, 0.65),
    ("E3.10", "twenty_one", 0.75, 0.97),
    ("E3.11", "kinds_mixed", 0.6, 0.85),
    ("E3.11", "sequence_forgotten", 0.6, 0.85),
    ("E3.11", "same_block", 0.5, 0.8),
]


def functions(one):
    names = measure.namespace(one.exercise)
    exec(compile(one.source, one.name, "exec"), names)
    return [names[name] for name in EXERCISES[one.exercise].functions]


@pytest.mark.parametrize("exercise, name, least, most", BANDS)
def test_a_part_of_the_work_is_worth_a_part(exercise, name, least, most):
    found = suites.report(exercise, *functions(SOLUTIONS[exercise, name]))
    assert least <= found.score / found.points <= most, [one.id for one in found.outcomes if not one.holds]


def test_what_is_mined_is_shipped_and_nothing_else(monkeypatch):
    """Each solution in the file is checked whenever it is used; here: none is missing, none is left over."""
    monkeypatch.setattr(oracle, "asked", {})
    monkeypatch.setattr(chains, "_CHAIN", chains._CHAIN[:1])
    assert mining.asked_by_suites() == dict(sorted(oracle.mined().items()))


def test_the_long_chain_has_as_many_blocks_as_promised_and_each_is_mined():
    chain = chains.hundreds(mining.LONGEST)
    assert len(chain) == mining.LONGEST and oracle.valid_chain(chain, GENESIS)
    proofs = [*oracle.shipped_proofs()]
    proofs[300] += 1
    with pytest.raises(ValueError, match="no solution of block 301"):
        oracle.long_chain(GENESIS, proofs)


def test_a_wrong_number_in_the_file_is_noticed(monkeypatch):
    block = oracle.new_block([], [], 1)
    assert oracle.block_id(oracle.solved(block)).startswith("000")
    wrong = {key: number + 1 for key, number in oracle.asked.items()}
    monkeypatch.setattr(oracle, "mined", lambda: wrong)
    with pytest.raises(ValueError, match="no solution"):
        oracle.solved(block)
