"""Parts and stores of earlier versions: they load, they are the student's, and they answer as they did."""

import json
import shutil
from pathlib import Path

import pytest

from blockkit import Chain, to_display
from blockkit.classroom.course_rules import REFERENCE
from blockkit.classroom.lessons import EXERCISE_OF, EXERCISES, KEPT
from blockkit.classroom.moved import MOVED, at_home
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


@pytest.mark.parametrize("module", MOVED)
def test_every_new_home_is_there(module):
    from importlib import import_module

    for name, home in MOVED[module].items():
        found = import_module(home)
        assert name == "*" or hasattr(found, name), f"{home} has no {name}"


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
    assert {name: EXERCISE_OF[name] for name in KEPT} == NAMES["slots"]
    assert set(NAMES["messages"]) <= set(messages.table("en"))
