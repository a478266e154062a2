"""The pages say what is the case: names exist, examples run, the reference is what the code gives."""

import importlib
import re
import subprocess
import sys
from functools import partial

import pytest

from blockkit import MAINNET, block, digests, interpreter, params, script, transaction
from blockkit import headers as tree
from blockkit.templates import p2pkh
from docs import reference
from tests.conftest import ROOT

JUDGED = ROOT / "docs" / "how-a-block-is-judged.md"
TEXT = JUDGED.read_text(encoding="utf-8")


def test_the_reference_is_what_the_code_gives():
    done = subprocess.run(
        [sys.executable, "-m", "docs.reference", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_the_reference_names_every_module():
    named = {path for _, path in reference.modules()}
    parts = {
        path
        for path in (ROOT / "blockkit").rglob("*.py")
        if path.parent.name
        in ("blockkit", "agreement", "cli", "data", "engines", "explain", "node", "wallet")
    }
    assert named == parts - {ROOT / "blockkit" / name for name in ("__init__.py", "__main__.py")}


@pytest.mark.parametrize(
    "link", re.findall(r"\[`([\w.]+)`\]\((\S+?)\)", JUDGED.read_text(encoding="utf-8")), ids=str
)
def test_each_function_that_the_page_names_is_where_it_says(link):
    name, target = link
    file = (JUDGED.parent / target).resolve()
    module = file.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    found = importlib.import_module(module)
    stem, _, rest = name.partition(".")
    assert stem == file.stem
    for part in rest.split(".") if rest else []:
        found = getattr(found, part)


def test_each_reason_that_the_page_names_is_given_somewhere():
    reasons = re.findall(
        r"`((?:bad|high|time|duplicate|prev|non|end|trailing|mandatory)[^`]*)`", JUDGED.read_text("utf-8")
    )
    assert len(reasons) > 20
    given = reference.page()
    cores_own = {"duplicate-invalid"}  # in the list of differences
    assert {reason for reason in reasons if f"`{reason}" not in given} == cores_own


def test_the_numbers_of_the_table_are_those_of_the_code():
    table = TEXT.split("## Where a rule lives")[1].split("##")[0]
    numbers = {int(text.replace(",", "")) for text in re.findall(r"\| [^|]*?(\d[\d,]*)[^|\d]*\| \[", table)}
    heights = {MAINNET.bip34_height, MAINNET.bip66_height, MAINNET.bip65_height, MAINNET.csv_height, 0}
    heights |= {MAINNET.segwit_height, MAINNET.bip147_height}
    periods = {MAINNET.retarget_blocks, MAINNET.halving_blocks, MAINNET.coinbase_maturity, tree.MEDIAN_BLOCKS}
    sizes = {
        transaction.MAX_BLOCK_SIZE,
        block.MAX_BLOCK_WEIGHT,
        script.MAX_SCRIPT_SIZE,
        interpreter.MAX_ELEMENT_SIZE,
    }
    counts = {block.MAX_SIGOP_COST, interpreter.MAX_OPERATIONS, interpreter.MAX_STACK}
    rest = {tree.MAX_FUTURE // 3600, params.MAX_MONEY // params.COIN // 10**6}
    assert numbers == heights | periods | sizes | counts | rest


def test_the_example_runs(capsys):
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    exec(code, {})
    assert capsys.readouterr().out.split() == re.findall(r"# (\S+)$", code, re.MULTILINE)


# ---- explain -------------------------------------------------------------------------------------

EXPLAIN = (ROOT / "docs" / "explain.md").read_text(encoding="utf-8")


@pytest.fixture
def saved(tmp_path, monkeypatch):
    """The files that the page tells to save, in the folder where we are."""
    files = re.findall(r"ave (?:it|this) as `([\w.]+)`:\n\n```\w+\n(.*?)```", EXPLAIN, re.DOTALL)
    assert [name for name, _ in files] == ["tx.hex", "spent.json"]
    for name, text in files:
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def test_the_commands_of_the_page_print_what_it_says(saved):
    told = re.findall(r"```console\n(.*?)```", EXPLAIN, re.DOTALL)
    assert len(told) == 3
    for text in told:
        commands = re.findall(r"^\$ (.*)$", text, re.MULTILINE)
        expected = [line for line in text.splitlines() if line.strip() != "…" and not line.startswith("$ ")]
        for command in commands:
            run = re.sub(r"^(blockkit|python)", f"{sys.executable} -m blockkit", command)
            run = run.replace("-m blockkit -c", "-c")
            done = subprocess.run(run, shell=True, capture_output=True, text=True, encoding="utf-8")
            assert done.returncode == 0, done.stderr
        lines = iter(done.stdout.splitlines())
        assert [line for line in expected if line not in lines] == []  # all are there, in their order


def test_the_python_of_the_page_runs(saved, capsys):
    (code,) = re.findall(r"```python\n(.*?)```", EXPLAIN, re.DOTALL)
    exec(code, {})
    assert capsys.readouterr().out.strip() == re.findall(r"# (.*)$", code, re.MULTILINE)[0]


# ---- what a soft fork is -------------------------------------------------------------------------

SOFT_FORK = (ROOT / "docs" / "soft-fork.md").read_text(encoding="utf-8")


def test_the_payment_of_the_page_is_judged_as_it_says(capsys):
    code, _ = re.findall(r"```python\n(.*?)```", SOFT_FORK, re.DOTALL)
    exec(code, {})
    said = capsys.readouterr().out.split()
    announced = re.findall(r"# (True|False)$", code, re.MULTILINE)
    for old, today in re.findall(r"old (\w+), today (\w+)$", code, re.MULTILINE):
        announced += [old, today]
    assert said == announced and len(said) == 8


def test_a_node_of_2016_is_built_as_the_page_says(capsys):
    exec("\n".join(re.findall(r"```python\n(.*?)```", SOFT_FORK, re.DOTALL)), {})
    (announced,) = re.findall(r"print\(today.*# (.*)$", SOFT_FORK, re.MULTILINE)
    assert capsys.readouterr().out.splitlines()[8:] == ["bad-witness-nonce-size", announced]


@pytest.mark.parametrize(
    "row", re.findall(r"^\| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$", SOFT_FORK, re.MULTILINE), ids=str
)
def test_so_many_bytes_are_hashed(row, monkeypatch):
    inputs, *expected = (int(number.replace(",", "")) for number in row)
    hashed = []

    def counting(data, function):
        hashed.append(len(data))
        return function(data)

    for name in ("sha256", "hash256"):  # a hash of a hash is not counted, on either side
        monkeypatch.setattr(digests, name, partial(counting, function=getattr(digests, name)))
    code, key_hash = p2pkh(bytes(20)), bytes.fromhex("0014") + bytes(20)
    tx = transaction.Transaction(
        2,
        tuple(transaction.TxIn(transaction.OutPoint(bytes(32), n), b"") for n in range(inputs)),
        (transaction.TxOut(1, code),) * 2,
    )
    found = []
    for sign in (digests.sighash, digests.witness_sighash):
        spending = digests.Spending(tx, [transaction.TxOut(2, key_hash)] * inputs)
        for index in range(inputs):
            sign(spending, index, code)
        found.append(sum(size for size in hashed if size != 32))
        assert hashed.count(32) <= 3  # what inputs share is hashed the second time once, too
        hashed.clear()
    assert found == expected
