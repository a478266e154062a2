"""Parts and stores of earlier versions: they load, they are the student's, and they answer as they did."""

import json
import shutil
from importlib import import_module
from pathlib import Path

import pytest

from blockkit import Chain, to_display
from blockkit.classroom.course_rules import REFERENCE
from blockkit.classroom.lessons import EXERCISE_OF, EXERCISES, KEPT
from blockkit.classroom.moved import at_home, home_of
from blockkit.classroom.workbook import load, overview, sources
from blockkit.node.store import Store
from blockkit.params import PARAMS
from blockkit.rules import rules_for

HERE = Path(__file__).parent
NAMES = json.loads((HERE / "names.json").read_text(encoding="utf-8"))
FACTS = json.loads((HERE / "stores" / "facts.json").read_text(encoding="utf-8"))


@pytest.fixture(params=["parts", "parts_with_imports"])
def kept(request, own_chain):
    """A student's folder of earlier days."""
    shutil.copytree(HERE / request.param, own_chain)
    return {path.stem for path in own_chain.glob("*.py")}


def test_every_old_part_is_used(kept, capsys):
    rules = load()
    said = capsys.readouterr().out
    assert {name for name, whose in sources().items() if whose == "yours"} == kept, said
    for name in kept:
        assert getattr(rules, name) is not KEPT[name].reference
    assert "yours cannot be used" not in said


def test_the_old_progress_is_known(kept):
    done = {line.split()[1] for line in str(overview()).splitlines() if line.strip().startswith("✓")}
    assert {EXERCISE_OF[name] for name in kept} <= done


def test_an_old_part_that_uses_rules_runs_on_the_loaded_ones(own_chain):
    """``rules`` in its file was the reference for ever; now it is what was loaded with it."""
    own_chain.mkdir()
    shutil.copy(HERE / "parts_with_imports" / "merkle_root.py", own_chain)
    (own_chain / "hash256.py").write_text(
        "import hashlib\nCALLS = []\ndef hash256(data):\n    CALLS.append(data)\n"
        "    return hashlib.sha256(hashlib.sha256(data).digest()).digest()\n"
    )
    rules = load()
    calls = rules.hash256.__globals__["CALLS"]
    before = len(calls)
    ids = [bytes([i]) * 32 for i in range(4)]
    assert rules.merkle_root(ids) == REFERENCE.merkle_root(ids)
    assert len(calls) == before + 3


def test_import_lines_are_rewritten_and_nothing_else():
    text = (
        "import sys; x = 'é'; from blockkit.tree import MAX_FUTURE, BlockIndex as B\n"
        "from blockkit.classroom.slots import (\n    TODO,\n    REFERENCE as rules,\n)\n"
        "import blockkit.operations as op, json\n"
        "y = 'from blockkit.tree import z'  # a comment\n"
    )
    assert at_home(text) == (
        "import sys; x = 'é'; from blockkit.headers import MAX_FUTURE; from blockkit.headers import BlockIndex as B\n"
        "from blockkit.classroom.notebook import TODO; from blockkit.classroom.notebook import REFERENCE as rules\n"
        "\n\n\n"
        "import blockkit.opcodes as op; import json\n"
        "y = 'from blockkit.tree import z'  # a comment\n"
    )


# Names that are gone for good, with nothing in their place: how something was made, not what it does.
GONE = {
    "blockkit.classroom.calling": "BORROWED SECONDS_LEFT_OVER SECONDS_TO_LOSE begin",
    "blockkit.classroom.checks": "REPORTS",
    "blockkit.classroom.exercises": "VISIBLE_SHARE",
    "blockkit.classroom.figures.chain": "STAGES",
    "blockkit.classroom.my_chain": "SECONDS_TO_LOAD function_in",
    "blockkit.classroom.slots": "Block SECONDS_A_CALL Slot need_slot",
    "blockkit.cli": "EXAMPLES EXIT_CODES LATER_OPTIONS Parser add add_chain add_mine add_source add_verify "
    "complain make_parser put",
    "blockkit.cli.reading": "is_hex why_no_hex",
    "blockkit.cli.reports": "NAMES",
    "blockkit.errors": "Kind",
    "blockkit.script": "FROM_0X61_ON",
    "blockkit.templates": "OTHER_NAMES",
    "blockkit.wallet_file": "is_hex",
}
PUBLIC = json.loads((HERE / "public_names.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("module", PUBLIC)
def test_every_public_name_of_earlier_days_has_a_home(module):
    """A student may have imported any of them in a function that is kept."""
    gone = set()
    for name in PUBLIC[module]:
        home, new_name = home_of(module, name)
        try:
            getattr(import_module(home), new_name)
        except (ImportError, AttributeError):
            gone.add(name)
    assert gone == set(GONE.get(module, "").split())


def test_a_name_that_has_changed_is_bound_as_it_was():
    assert at_home("from blockkit.script import operations, push\n") == (
        "from blockkit.script import steps as operations; from blockkit.script import push\n"
    )
    assert at_home("from blockkit.wallet import signing, Wallet\n") == (
        "from blockkit.wallet import signing; from blockkit.wallet.wallet import Wallet\n"
    )


def test_outside_of_a_notebook_nothing_stands_in_for_a_module_that_is_gone():
    with pytest.raises(ModuleNotFoundError):
        import blockkit.classroom.slots  # noqa: F401


@pytest.mark.parametrize("name", FACTS)
def test_a_store_of_earlier_days_opens_whole(name, tmp_path):
    path = tmp_path / "chain.sqlite"
    shutil.copy(HERE / "stores" / f"{name}.sqlite", path)
    with Store(path, rules_for(PARAMS[name])) as store:
        chain = store.load()
        facts = FACTS[name]
        assert isinstance(chain, Chain) and len(chain.index) == facts["blocks"]
        assert (chain.tip.height, chain.tip.hash.hex()) == (facts["height"], facts["tip"]), to_display(chain.tip.hash)
        assert chain.state_hash().hex() == facts["state_hash"]
        assert any(index.failed for index in chain.index.values()) == (name == "classroom")


def test_exercises_slots_and_messages_of_earlier_days_are_there():
    from blockkit.classroom import messages

    for name, old in NAMES["exercises"].items():
        now = EXERCISES[name]
        assert (now.title, now.points, list(now.functions)) == (old["title"], old["points"], old["functions"])
    assert NAMES["slots"].items() <= {name: EXERCISE_OF[name] for name in KEPT}.items()
    assert set(NAMES["messages"]) <= set(messages.table("en"))
