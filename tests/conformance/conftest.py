"""Turns the rows of the published files into test cases, and a run of them into a table.

A test says which file it judges with ``@pytest.mark.vector(file, rows=…)``, where ``rows`` is how many the
file holds. If the test asks for ``row``, the marker also has ``cases=``, a function from the file's path to
pairs of a name and the data, and the test runs once for each. If not, it judges the file at one stroke, or as
many of its rows as ``applied=`` says. ``note=`` goes into the table.

``--vector-table FILE`` writes that table, in Markdown, from what happened in the run.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from blockkit.engines import secp256k1

SOURCES = {
    "bitcoin-core/": "Bitcoin Core v28.1 (MIT)",
    "bips/bip-0054/": "BIP 54 (CC0)",
    "bips/bip-0340": "BIP 340",
    "btcd/": "btcsuite/btcd (ISC)",
    "derived/277647": "btcsuite/btcd, decoded (ISC)",
    "derived/": "Bitcoin Core v28.1, transcribed or recorded (MIT)",
    "electrum/": "Electrum's checkpoints (MIT)",
    "headers/": "facts of the chain",
    "network/": "published tables and papers",
    "python-ecdsa/": "python-ecdsa, transcribed (MIT)",
    "witness/bip143": "BIP 143 (PD)",
    "witness/bip173": "BIP 173 (BSD-2-Clause)",
    "witness/bip350": "BIP 350 (BSD-2-Clause)",
    "witness/bip86": "BIP 86 (BSD-2-Clause)",
    "witness/bip341_wallet": "BIP 341 (BSD-3-Clause)",
    "witness/block481824": "facts of the chain, from btclib-org/btclib (MIT)",
    "witness/block702861": "facts of the chain, from rust-bitcoin (CC0)",
    "witness/block757739_with_coins": "facts of the chain, from keep-starknet-strange/raito (MIT)",
    "witness/first_taproot": "facts of the chain",
    "witness/regtest_blocks": "Bitcoin Core, from py-bitcoinkernel (MIT)",
    "witness/script_assets_test": "Bitcoin Core, from btcsuite/btcd (ISC, MIT)",
    "wycheproof/": "C2SP/wycheproof (Apache-2.0)",
}
# the same: why no test reads it
NOT_USED = {
    "headers/small_blocks.json": "not used yet: trees of every shape come with a later issue",
    "network/": "not used yet: signing authorities, stamps and blocks of many parents come later",
    "btcd/277647.utxostore": "not used itself, but in its decoded form, `derived/277647_prevouts.json`",
}
NEW = "not used yet: no test of this run reads it"  # a file that came after the tests were written
NO_DATA = {"README.md", "COPYING"}


# ---- rows become cases ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One row of a published file."""

    file: str
    name: str
    data: Any


def short(text):
    """A name for a test case: letters, digits and a little else."""
    return re.sub(r"[^\w.,=+<>*-]+", "-", text)[:60].strip("-")


def pytest_generate_tests(metafunc):
    """One case for each row; a single one, to be skipped, where the published files are not at hand."""
    if "row" not in metafunc.fixturenames:
        return
    folder, rows = metafunc.config.getoption("--vectors"), []
    for marker in metafunc.definition.iter_markers("vector"):
        (file,), cases = marker.args, marker.kwargs.get("cases")
        if cases and folder.is_dir():
            rows += [Row(file, short(name), data) for name, data in cases(folder / file)]
    rows = rows or [Row("", "no-vectors", None)]
    metafunc.parametrize("row", rows, ids=[row.name for row in rows], indirect=True)


@pytest.fixture
def row(request, vectors):
    """The data of one row."""
    return request.param.data


# ---- who does the arithmetic ---------------------------------------------------------------------


def back_end(name):
    """One library as an engine, or ``None`` where it is not installed."""
    try:
        return secp256k1.choose(name)[1]
    except ImportError:
        return None


@pytest.fixture(params=[name for name in secp256k1.WAYS if back_end(name)])
def backend(request, monkeypatch):
    """One library after the other does the arithmetic; the answers must not change.

    Only those that are installed, unless a test names them itself: then one that is missing is skipped.
    """
    if back_end(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    monkeypatch.setattr(secp256k1, "engine", back_end(request.param))
    return request.param


@pytest.fixture(autouse=True)
def own_chain():
    """No test here keeps a student's parts, so none needs a folder for them."""


# ---- a run becomes a table -----------------------------------------------------------------------


@dataclass
class Verdict:
    """What the tests of a run said about one file."""

    rows: int
    notes: dict[str, None]
    tests: dict[str, dict[str, tuple[int, set[str]]]]  # test, then row: how many rows it stands for, outcomes

    def applied(self):
        return self.most(lambda said: True)

    def failed(self):
        """What never ran did not pass either."""
        return self.most(lambda said: "failed" in said or "passed" not in said)

    def most(self, counts):
        """So many rows as one test saw in a whole file, or as all tests of single rows saw together."""
        whole, single = [0], set()
        for judged in self.tests.values():
            for row, (count, said) in judged.items():
                if counts(said):
                    single |= {row} if row else set()
                    whole += [] if row else [count]
        return max([*whole, len(single)])


def pytest_addoption(parser):
    parser.addoption("--vector-table", type=Path, help="write the table of published vectors to this file")


VERDICTS: pytest.StashKey[dict[str, Verdict]] = pytest.StashKey()


def pytest_configure(config):
    config.stash[VERDICTS] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    row = item.callspec.params.get("row") if hasattr(item, "callspec") else None
    for marker in item.iter_markers("vector"):
        (file,), about = marker.args, marker.kwargs
        verdict = item.config.stash[VERDICTS].setdefault(file, Verdict(about["rows"], {}, {}))
        assert verdict.rows == about["rows"], f"two tests disagree on how many rows {file} holds"
        if about.get("note"):
            verdict.notes[about["note"]] = None
        judged = verdict.tests.setdefault(item.nodeid.split("[")[0], {})
        if not about.get("cases"):
            _, said = judged.setdefault("", (about.get("applied", about["rows"]), set()))
        elif row is not None and row.file == file:
            _, said = judged.setdefault(row.name, (1, set()))
        else:
            continue
        if report.when == "call" or not report.passed:
            said.add(report.outcome)
    return report


def data_files(folder):
    """The names of all published files, without what only describes them."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name not in NO_DATA]
    return sorted(path.relative_to(folder).as_posix() for path in paths)


def about(file, table):
    """What the first entry of a table says whose name the file's name begins with."""
    return next((text for start, text in table.items() if file.startswith(start)), "")


def table_line(file, verdict):
    if verdict:
        applied, failed = verdict.applied(), verdict.failed()
        cells = [verdict.rows, applied, applied - failed, failed, "; ".join(verdict.notes)]
    else:
        cells = ["–", "–", "–", "–", about(file, NOT_USED) or NEW]
    return "| " + " | ".join(map(str, [f"`{file}`", about(file, SOURCES), *cells])) + " |"


def pytest_sessionfinish(session):
    target = session.config.getoption("--vector-table", None)
    folder = session.config.getoption("--vectors")
    if not target or not folder.is_dir():
        return
    verdicts = session.config.stash[VERDICTS]
    given = [str(arg) for arg in session.config.invocation_params.args if arg not in ("-m", "not soak")]
    back_ends = ", ".join(name for name in secp256k1.WAYS if back_end(name))
    lines = [
        "# Published vectors, and what blockkit makes of them",
        "",
        "Written by the tests; never edit it by hand. The command:",
        "",
        f'    make test ARGS="{" ".join(given)}"',
        "",
        f"Signatures were checked by these libraries: {back_ends}. A row passes when every test of it passes "
        "with each of them. *Apply* are the rows that can be asked of a library; the note says why the "
        "others cannot, or what is checked.",
        "",
        "| file | source | rows | apply | passed | failed | note |",
        "| --- | --- | ---: | ---: | ---: | ---: | --- |",
        *(table_line(file, verdicts.get(file)) for file in data_files(folder)),
    ]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
