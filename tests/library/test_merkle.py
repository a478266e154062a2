"""Merkle roots and proofs: real blocks are in conformance; here are shapes, proofs and refusals."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blockkit import has_duplicate_subtree, merkle_proof, merkle_root, verify_proof
from blockkit.data import real_block
from blockkit.merkle import merkle_levels

hashes = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40, unique=True)


def h(data):
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def test_small_trees_written_out():
    a, b, c, d, e, f = (h(bytes([i])) for i in range(6))
    assert merkle_root([a]) == a
    assert merkle_root([a, b]) == h(a + b)
    assert merkle_root([a, b, c]) == h(h(a + b) + h(c + c))
    six = h(h(h(a + b) + h(c + d)) + h(h(e + f) + h(e + f)))
    assert merkle_root([a, b, c, d, e, f]) == six


@pytest.mark.parametrize("height", [0, 1, 170, 546, 586, 2812, 26816, 49820, 53066, 100000, 277647])
def test_real_blocks(height):
    block = real_block(height)
    assert merkle_root(block.txids) == block.header.merkle_root
    assert not has_duplicate_subtree(block.txids)


@given(hashes, st.data())
def test_every_leaf_has_a_proof_that_holds_only_for_it(txids, data):
    root, n = merkle_root(txids), len(txids)
    index = data.draw(st.integers(0, n - 1))
    proof = merkle_proof(txids, index)
    assert len(proof) == (n - 1).bit_length()
    assert verify_proof(txids[index], index, n, proof, root)
    assert not verify_proof(h(txids[index]), index, n, proof, root)
    assert not verify_proof(txids[index], index, n, [*proof, root], root)
    assert not proof or not verify_proof(txids[index], index, n, proof[:-1], root)
    other = data.draw(st.integers(0, n - 1))
    assert (other == index) == verify_proof(txids[index], other, n, proof, root)


@given(hashes)
def test_an_inner_node_is_no_transaction(txids):
    levels = merkle_levels(txids)
    for height, level in enumerate(levels[1:], start=1):
        proof = merkle_proof(txids, 0)[height:]
        assert not verify_proof(level[0], 0, len(txids), proof, levels[-1][0])


def test_the_alarm_of_cve_2012_2459():
    txids = [h(bytes([i])) for i in range(6)]
    doubled = [*txids, txids[4], txids[5]]
    assert merkle_root(doubled) == merkle_root(txids)
    assert has_duplicate_subtree(doubled) and not has_duplicate_subtree(txids)
    assert has_duplicate_subtree([*txids[:3], txids[2]]) and not has_duplicate_subtree(txids[:3])


@given(hashes)
def test_an_honest_list_is_never_flagged_and_its_twin_always(txids):
    assert not has_duplicate_subtree(txids)
    if len(txids) % 2 and len(txids) > 1:
        twin = [*txids, txids[-1]]
        assert merkle_root(twin) == merkle_root(txids) and has_duplicate_subtree(twin)


def test_refusals_say_what_to_do():
    with pytest.raises(ValueError, match="at least one txid"):
        merkle_root([])
    with pytest.raises(TypeError, match="put it in a list"):
        merkle_root(bytes(32))
    with pytest.raises(TypeError, match=r"txid 1 must be bytes, got str.*from_display"):
        merkle_root([bytes(32), "00" * 32])
    with pytest.raises(ValueError, match="txid 0 must be 32 bytes, got 31"):
        merkle_root([bytes(31)])
    with pytest.raises(ValueError, match="index must lie between 0 and 1, got 2"):
        merkle_proof([bytes(32), bytes(32)], 2)
    with pytest.raises(ValueError, match="count must lie"):
        verify_proof(bytes(32), 0, 0, [], bytes(32))
