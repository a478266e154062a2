"""The coins of lesson 02c: the references, and the real coinbases and fees that the notebook shows."""

import json
from dataclasses import replace

import pytest

from blockkit import CLASSROOM, MAINNET, REGTEST, RULES, Block, Chain, Invalid, rules_for
from blockkit.classroom.coins import coinbase_height, coinbase_ok, supply_after
from blockkit.data import coins, real_block
from blockkit.node.mining import block_template, coinbase, mine
from blockkit.pow import subsidy
from blockkit.script import encode_number, push
from blockkit.transaction import OutPoint, TxOut, check_transaction


def test_the_supply_is_the_sum_of_all_subsidies():
    for params, last in ((CLASSROOM, 3500), (REGTEST, 1000), (replace(CLASSROOM, halving_blocks=7), 400)):
        total = 0
        for height in range(last):
            total += subsidy(height, params)
            assert supply_after(height, params) == total
    assert supply_after(6_929_998, MAINNET) + 1 == supply_after(6_929_999, MAINNET) == 2_099_999_997_690_000
    assert supply_after(2**31 - 1, MAINNET) == 2_099_999_997_690_000


def test_the_facts_that_the_notebook_names():
    end = supply_after(10_000_000, MAINNET)
    assert supply_after(209_999, MAINNET) * 2 == 21_000_000 * 10**8 > end
    reached = [height for height in (1_411_198, 1_411_199) if 100 * supply_after(height, MAINNET) >= 99 * end]
    assert reached == [1_411_199]
    assert subsidy(840_000) < sum(block.fees for block in coins.paid_blocks()) / 11 < subsidy(839_999)


def test_a_height_is_read_as_the_library_writes_it():
    heights = [*range(1, 300), 32_767, 32_768, 65_536, 8_388_607, 8_388_608, 2**31 - 1]
    for height in heights:
        assert coinbase_height(push(encode_number(height))) == height
        assert coinbase_height(coinbase(height, 0, b"").inputs[0].script_sig) == height
    for bad in ("", "01", "0301", "0180", "05", "0500000000", "4c0101", "4f", "50", "61", "ff", "04ffffffff"):
        with pytest.raises(ValueError):
            coinbase_height(bytes.fromhex(bad))


def test_coinbase_ok_says_what_the_machine_says_of_a_coinbase():
    """The parts that ``check_transaction`` and ``connect_block`` have in common with it, case by case."""
    tx = coins.real_coinbase(277_316)
    (txin,), (output,) = tx.inputs, tx.outputs
    tried = [
        tx,
        replace(tx, outputs=(replace(output, value=output.value + 1),)),
        replace(tx, outputs=(replace(output, value=0),) * 3),
        replace(tx, outputs=(replace(output, value=6 * 10**9), TxOut(-(4 * 10**9), b""))),
        replace(tx, inputs=(txin, txin)),
        replace(tx, inputs=()),
        replace(tx, inputs=(replace(txin, prevout=OutPoint(bytes(32), 0)),)),
        replace(tx, inputs=(replace(txin, prevout=OutPoint(b"\1" * 32, 2**32 - 1)),)),
        *(replace(tx, inputs=(replace(txin, script_sig=bytes(size)),)) for size in (0, 1, 2, 100, 101)),
    ]

    def machine(one):
        try:
            check_transaction(one)
        except Invalid:
            return False
        allowed = RULES.subsidy(277_316, MAINNET) + 9_094_928
        return one.is_coinbase and sum(output.value for output in one.outputs) <= allowed

    found = [coinbase_ok(one, 277_316, 9_094_928, MAINNET) for one in tried]
    assert found == [machine(one) for one in tried]
    assert found.count(True) == 4


def test_a_chain_refuses_what_coinbase_ok_refuses():
    chain = Chain(rules_for(CLASSROOM))
    template = block_template(chain, b"\x51", now=1231007000)
    (output,) = template.transactions[0].outputs
    greedy = replace(template.transactions[0], outputs=(replace(output, value=output.value + 1),))
    header = replace(template.header, merkle_root=greedy.txid)
    block = next(found for found in mine(Block(header, (greedy,))) if found)
    assert not coinbase_ok(greedy, 1, 0, CLASSROOM) and coinbase_ok(template.transactions[0], 1, 0, CLASSROOM)
    with pytest.raises(Invalid, match="bad-cb-amount"):
        chain.accept(block, 1231007000)


# ---- what is shipped -----------------------------------------------------------------------------


def test_coinbases_are_those_of_their_blocks():
    for height in coins.coinbase_heights():
        tx = coins.real_coinbase(height)
        if height not in (277_316, 413_567):  # of these only the header, or nothing, is at hand
            assert real_block(height).txids[0] == tx.txid
        assert coinbase_ok(tx, height, coins.real_fees(height), MAINNET)
        assert not coinbase_ok(tx, height, coins.real_fees(height) - 1, MAINNET)
        named = coinbase_height(tx.inputs[0].script_sig)
        assert named == (height if height >= MAINNET.bip34_height else real_block(height).header.bits)


@pytest.mark.parametrize("height", [2, 277_315, -1, 2**31])
def test_another_height_is_refused(height):
    for function in (coins.real_coinbase, coins.real_fees):
        with pytest.raises(ValueError):
            function(height)


def test_a_damaged_file_is_noticed(tmp_path):
    rows = json.loads(coins.COINBASES.read_text())
    path = tmp_path / "coinbases.json"
    for damage in (
        lambda rows: rows["277316"].update(raw=rows["277316"]["raw"].replace("c08d95", "c08d96")),
        lambda rows: rows.pop("277647"),
        lambda rows: rows["413567"].update(raw="zz"),
    ):
        changed = json.loads(json.dumps(rows))
        damage(changed)
        path.write_text(json.dumps(changed))
        with pytest.raises(Invalid, match=r"coinbases\.json"):
            coins.load_coinbases(path)
    assert coins.load_coinbases(coins.COINBASES)
    path.write_text("{")
    for load in (coins.load_coinbases, coins.load_fees):
        with pytest.raises(Invalid, match="install blockkit again"):
            load(path)


@pytest.mark.parametrize("column", ["height", "weight", "rate", "fees"])
def test_a_row_of_fees_that_contradicts_itself_is_noticed(column, tmp_path):
    table = json.loads(coins.FEES.read_text())
    table["blocks"][5][column] += 10_000
    path = tmp_path / "fees.json"
    path.write_text(json.dumps(table))
    with pytest.raises(Invalid, match=r"fees\.json"):
        coins.load_fees(path)


def test_the_eleven_blocks():
    assert sum(block.fees for block in coins.paid_blocks()) == 4_504_188_130
    assert (
        min(b.fees for b in coins.paid_blocks()), max(b.fees for b in coins.paid_blocks())
    ) == (142_491_629, 798_519_784)  # fmt: skip
