"""The pages say what is the case: names exist, examples run, the reference is what the code gives."""

import importlib
import re
import subprocess
import sys

import pytest

from blockkit import MAINNET, block, interpreter, params, script, transaction
from blockkit import headers as tree
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
