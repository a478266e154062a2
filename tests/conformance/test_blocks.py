"""Headers and Merkle roots of real blocks: every block in the vectors folder."""

import bz2
import gzip
import json
from itertools import pairwise

from blockkit import Header, from_display, hash256, merkle_proof, merkle_root, to_display, verify_proof
from blockkit.merkle import has_duplicate_subtree
from tests.conformance.splitting import split_block, split_file


def headers_file(vectors):
    raw = json.loads((vectors / "headers/headers_0_2016.json").read_text())
    assert len(raw) == 2017
    return [bytes.fromhex(text) for text in raw]


def test_headers_0_to_2016_parse_link_and_serialize(vectors):
    raw = headers_file(vectors)
    headers = [Header.parse(data) for data in raw]
    assert [header.serialize() for header in headers] == raw
    assert all(after.prev_block == before.hash for before, after in pairwise(headers))
    assert to_display(headers[0].hash) == ("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f")
    assert to_display(headers[2016].hash).startswith("00000000a141216a896c")


def test_chosen_headers_have_the_fields_and_ids_recorded_for_them(vectors):
    rows = json.loads((vectors / "headers/headers.json").read_text())
    rows += json.loads((vectors / "headers/fork_2015_07_04.json").read_text())
    assert len(rows) == 32
    for row in rows:
        header = Header.parse(bytes.fromhex(row["hex"]))
        assert to_display(header.hash) == row["hash"], row["height"]
        assert (header.version, header.time, header.nonce) == (
            row["version"],
            row["time"],
            row["nonce"],
        )
        assert to_display(header.prev_block) == row["prev"]
        assert to_display(header.merkle_root) == row["merkle"]
        assert header.bits == int(row["bits"], 16)


def test_bip54_headers_round_trip(vectors):
    data = json.loads((vectors / "bips/bip-0054/timestamps.json").read_text())
    raw = [bytes.fromhex(text) for text in _strings(data) if len(text) == 160]
    assert len(raw) == 4049
    assert all(Header.parse(header).serialize() == header for header in raw)


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def mainnet_blocks(vectors):
    """Every mainnet block of the folder, whole: 0 to 255, 277,647 and 413,567."""
    for text in json.loads((vectors / "headers/full_blocks.json").read_text()).values():
        yield bytes.fromhex(text)
    for name in ("blk_0_to_4", "blk_3A", "blk_4A", "blk_5A", "277647"):
        yield from split_file(bz2.decompress((vectors / f"btcd/{name}.dat.bz2").read_bytes()))
    yield from split_file(bz2.decompress((vectors / "btcd/blocks1-256.bz2").read_bytes()))
    yield (vectors / "bitcoin-core/block413567.raw").read_bytes()


def test_the_merkle_root_of_every_mainnet_block(vectors):
    sizes = []
    for raw in mainnet_blocks(vectors):
        header, transactions = split_block(raw)
        txids = [hash256(transaction) for transaction in transactions]
        assert merkle_root(txids) == header.merkle_root, to_display(header.hash)
        assert not has_duplicate_subtree(txids)
        sizes.append(len(txids))
    assert len(sizes) == 268
    assert {213, 1557} <= set(sizes)  # 277,647 and 413,567: odd levels inside


def test_every_transaction_of_block_413567_has_a_proof(vectors):
    header, transactions = split_block((vectors / "bitcoin-core/block413567.raw").read_bytes())
    txids = [hash256(transaction) for transaction in transactions]
    for index in (0, 1, 255, 256, 1023, 1024, 1555, 1556):
        proof = merkle_proof(txids, index)
        assert len(proof) == 11
        assert verify_proof(txids[index], index, len(txids), proof, header.merkle_root)
        assert not verify_proof(txids[index - 1], index, len(txids), proof, header.merkle_root)


def test_the_merkle_mutation_of_core_is_flagged(vectors):
    """FullBlockTest sends blocks with a doubled transaction: Core's reason is bad-txns-duplicate."""
    steps = json.loads(gzip.decompress((vectors / "derived/core_full_block_test.json.gz").read_bytes()))
    mutated = [step for step in steps if step.get("reject_reason") == "bad-txns-duplicate"]
    assert len(mutated) == 4
    for step in mutated:
        header, transactions = split_block(bytes.fromhex(step["blocks"][-1]))
        txids = [hash256(transaction) for transaction in transactions]
        assert merkle_root(txids) == header.merkle_root
        assert has_duplicate_subtree(txids)


def test_txids_of_block_100000(vectors):
    txids = json.loads((vectors / "headers/merkle_txids.json").read_text())["100000"]
    assert len(txids) == 4
    assert to_display(merkle_root([from_display(txid) for txid in txids])).startswith("f3e94742aca4")
