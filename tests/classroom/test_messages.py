"""What a visible check says to a wrong answer: the real cells, with the answers that strangers gave."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from autograder import suites
from autograder.mutants import folders, measure
from blockkit.classroom.checks import challenge, run
from blockkit.classroom.differences import difference
from blockkit.classroom.messages import say
from blockkit.classroom.properties import Fails, accepts, case, gives, holds, refuses, rejects
from blockkit.classroom.trying.for_checks import call_text
from blockkit.classroom.trying.plain import Strange
from blockkit.classroom.trying.trial import Trial, opened
from blockkit.data import real_block
from blockkit.errors import shown
from blockkit.hashing import from_display, hash256

HEADER_IN_ORDER = """
def header_bytes(h):
    def four(number, signed=False):
        return number.to_bytes(4, "little", signed=signed)
    return b"".join([
        four(h.version, True), h.prev_block, h.merkle_root, four(h.time), four(h.bits), four(h.nonce)])
"""
BLOCK = """
def new_block(chain, transactions, time):
    previous = block_id(chain[-1]) if chain else NO_PREVIOUS
    return {"index": len(chain), "time": time, "transactions": list(transactions), "previous_hash": previous}
"""
ROOT = """
def merkle_root(txids):
    if not txids:
        raise ValueError("no txids")
    while len(txids) > 1:
        if len(txids) % 2:
            txids += txids[-1:]
        txids = [hash256(a + b) for a, b in zip(txids[::2], txids[1::2])]
    return txids[0]
"""
PROOFS = """
def merkle_proof(txids, index):
    proof, level = [], list(txids)
    while len(level) > 1:
        level += level[-1:] * (len(level) % 2)
        proof.append(level[index ^ 1])
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
        index //= 2
    return proof
"""
SOLVED = """
import hashlib
def find_collision(bits, h):
    seen, n = {}, 0
    while True:
        text = str(n).encode()
        key = int.from_bytes(HASH(text), "big") >> (256 - bits)
        if key in seen and AGAIN:
            return seen[key], text
        seen[key] = text
        n += 1
"""


def said_by(exercise, source):
    """What the visible cell of the exercise says to this answer."""
    names = measure.namespace(exercise)
    exec(compile(source, "answer", "exec"), names)
    return repr(measure._visible(exercise, names))


def below(text, line):
    """The lines of a report that are indented below the property whose sentence contains ``line``."""
    lines = text.splitlines()
    start = next(i for i, one in enumerate(lines) if line in one and one.startswith("  "))
    found = []
    for one in lines[start + 1 :]:
        if not one.startswith("      "):
            break
        found.append(one.strip())
    return found


# ---- FOUND, part I, A: numbers, and the place where two values differ -----------------------------


def test_no_ordinary_number_is_hidden():
    assert shown(0xFFFF << 208) == str(0xFFFF << 208) and shown("0" * 64) == repr("0" * 64)
    text = said_by("E1.12", BLOCK.replace("block_id(chain[-1])", 'chain[-1]["previous_hash"]'))
    assert "hidden" not in text.replace("hidden checks", "").replace("Hidden checks", "")
    assert below(text, "a block after GENESIS")[1:4] == [
        "in the field 'previous_hash':",
        f"returned '{'0' * 64}'",
        "expected '0007ab0347844281a636475190688982be5bae04e78498008b633d6ecfdd4110'",
    ]


def test_a_missing_key_and_one_too_many_come_first():
    text = said_by("E1.12", BLOCK.replace("previous}", 'previous, "proof": 0}'))
    assert below(text, "a block after GENESIS")[1:] == [
        "in the field 'proof':",
        "returned 0",
        "expected no such field",
    ]
    text = said_by("E1.12", BLOCK.replace('"previous_hash": previous', '"prev_hash": previous'))
    lines = below(text, "the first block")
    assert lines[1:3] == ["in the field 'previous_hash':", "returned no such field"]
    assert lines[-1] == "these differ too: 'prev_hash'"


def test_a_header_by_its_field():
    text = said_by("E1.8", HEADER_IN_ORDER.replace("h.merkle_root", "h.merkle_root[::-1]"))
    assert below(text, "the 80 bytes of block 0") == [
        "header_bytes(the header of block 0)",
        "in the header's field merkle_root, bytes 36–67:",
        "returned bytes 36–43: 4a5e1e4baab89f3a",
        "expected bytes 36–43: 3ba3edfd7a7b12b2",
        "these are the field's bytes in reverse order",
    ]
    assert "header_bytes(the header of block 0 with version=-1)" in text and "b'" not in text
    exchanged = HEADER_IN_ORDER.replace("h.time", "h.X").replace("h.bits", "h.time").replace("h.X", "h.bits")
    assert below(said_by("E1.8", exchanged), "the 80 bytes of block 0")[1:] == [
        "in the header's field time, bytes 68–71:",
        "returned bytes 68–71: ffff001d",
        "expected bytes 68–71: 29ab5f49",
    ]


def test_bytes_that_spell_text_are_shown_as_text():
    source = (
        "import json\n"
        "def canonical(o):\n    return json.dumps(o, sort_keys=True, separators=(',', ':')).encode()"
    )
    assert below(said_by("E1.5", source), "a payment to 张三")[:4] == [
        "canonical({'to': '张三', 'amount': 5})",
        r"""returned the bytes of '{"amount":5,"to":"\\u5f20\\u4e09"}'""",
        """expected the bytes of '{"amount":5,"to":"张三"}'""",
        "they differ from character 18 on, counted from 0",
    ]


def test_reversed_bytes_are_said_to_be_reversed():
    twice = "import hashlib\ndef hash256(d):\n    return hashlib.sha256(hashlib.sha256(d).digest()).digest()"
    lines = below(said_by("E1.2", twice + "[::-1]"), "the ids of blocks 0 and 1")
    assert lines[1:] == [
        "returned <00000000…e26f (32 bytes)>",
        "expected <6fe28c0a…0000 (32 bytes)>",
        "these are the same bytes in reverse order",
    ]
    display = "def to_display(d):\n    return d.hex()\ndef from_display(t):\n    return bytes.fromhex(t)"
    text = said_by("E1.7", display)
    assert below(text, "the ids of block 0")[-1] == below(text, "back to bytes")[-1] == lines[-1]


def test_another_digest_is_not_said_to_differ_from_byte_0_on():
    once = "import hashlib\ndef hash256(d):\n    return hashlib.sha256(d).digest()"
    assert len(below(said_by("E1.2", once), "the ids of blocks 0 and 1")) == 3


def test_few_bytes_are_hex():
    source = "def encode_varint(n):\n    return bytes([n])\n"
    source += "def decode_varint(data, start=0):\n    return data, start"
    text = said_by("E1.6", source)
    assert "decode_varint(<48 = b'H'>)" in text
    assert below(text, "252 is one byte, 253 is three")[1:3] == ["returned <fd>", "expected <fdfd00>"]


def test_types_are_said_where_they_differ():
    raw = "import hashlib\ndef sha256_hex(text):\n    return hashlib.sha256(text.encode()).digest()"
    assert below(said_by("E1.1", raw), "“abc”")[1:] == [
        "returned <ba7816bf…15ad (32 bytes)> (bytes, length 32)",
        "expected 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' (str, length 64)",
        "the value is right; it should be hex text, not bytes: hexdigest() instead of digest(), or .hex()",
    ]
    assert "it should be bytes, not their hex digits" in said_by(
        "E1.2",
        "import hashlib\ndef hash256(d):\n    return hashlib.sha256(hashlib.sha256(d).digest()).hexdigest()",
    )


class Whole(int):
    pass


class Text(str):
    pass


class Everything:
    def __eq__(self, other):
        return True

    __hash__ = None


@pytest.mark.parametrize(
    ("value", "expected", "kind"),
    [
        (Whole(8), 8, "int"),
        (Text("abc"), "abc", "str"),
        (8.0, 8, "int"),
        (bytearray(b"abcd"), b"abcd", "bytes"),
    ],
)
def test_the_right_value_of_another_type(value, expected, kind):
    assert difference(value, expected)[-1] == f"the value is right; its type should be {kind}: {kind}(…)"


def test_a_value_that_equals_everything_is_not_called_right():
    assert len(difference(Everything(), 8)) == 2 and len(difference(Whole(9), 8)) == 2


def test_numpy_numbers():
    numpy = pytest.importorskip("numpy")
    assert "its type should be int" in difference(numpy.int64(8), 8)[-1]
    assert len(difference(numpy.int64(9), 8)) == 2 and len(difference(numpy.arange(3), 8)) == 2


# ---- FOUND, part I, B: the table ------------------------------------------------------------------


def test_a_hash_that_was_never_called():
    text = said_by(
        "E1.4", SOLVED.replace("HASH(text)", "hashlib.sha256(text).digest()").replace("AGAIN", "1")
    )
    assert below(text, "8 bits") == ["for 8 bits it never called h: use h, not a hash of your own choice"]


def test_too_many_calls():
    text = said_by("E1.4", SOLVED.replace("HASH", "h").replace("AGAIN", "n > 500"))
    assert below(text, "8 bits")[0].endswith("times; at most 256 are allowed")


def test_a_function_as_argument_is_named():
    text = said_by("E1.4", "def find_collision(bits, h):\n    return 1 / 0")
    assert below(text, "8 bits")[0].startswith("find_collision(8, h): it raised ZeroDivisionError")


def test_a_right_no_that_does_not_count_yet_is_no_cross():
    source = """
def first_broken(chain, tip):
    for i in range(len(chain) - 1):
        if chain[i + 1]["previous_hash"] != block_id(chain[i]):
            return i + 1
    return None if block_id(chain[-1]) == tip else len(chain)
"""
    text = said_by("E1.13", source)
    assert "  · the honest chain: None\n      right, but counts only once another check holds" in text
    assert below(text, "block 2 is changed")[0].startswith("block 2 changed: first_broken(")
    for exercise, source, line in (
        ("E1.9", "def merkle_root(txids):\n    raise ValueError", "no txids: refused"),
        ("E1.14", "def valid_chain(chain):\n    return False", "no chain at all"),
    ):
        assert f"  · {line}" in said_by(exercise, source)


def test_a_list_that_is_changed_on_the_way():
    text = said_by("E1.9", ROOT)
    assert "✗ block 100,000: four txids, and three of them, left as they were" in text
    line = below(text, "block 100,000")[0]
    assert line.startswith("three of them: merkle_root changed its argument") and "3 in all] became" in line


@pytest.mark.parametrize(
    ("verify", "property_", "name"),
    [
        ("False", "verified", "the true proof: verify_proof("),
        ("True", "verified", "the neighbour's txid: verify_proof("),
        ("txid != txids[place]", "places 5 and 211", "the true proof: verify_proof("),
        ("place in (0, 2) or txid == B", "verified", "the neighbour's txid: verify_proof("),
        ("txid == A", "verified", "the wrong place: verify_proof("),
        ("place == 0 and count == 4", "inner node", "an inner node: verify_proof("),
    ],
)
def test_the_cases_of_a_proof_are_named(verify, property_, name):
    known = "txids = real_block(277_647).txids\nA, B = real_block(100_000).txids[:2]\n"
    source = f"def verify_proof(txid, place, count, proof, root):\n    return {verify}"
    lines = below(said_by("E1.10", PROOFS + known + source), property_)
    assert lines[0].startswith(name), lines
    assert lines[1:3] in (["returned True", "expected False"], ["returned False", "expected True"])


def test_which_list_is_honest():
    text = said_by("E1.11", "def has_duplicate_subtree(txids):\n    return len(txids) > 0")
    line = below(text, "[1, 2, 3, 3] rings")[0]
    assert line.startswith("[1, 2, 3] is honest: has_duplicate_subtree([3 hashes: ")
    assert below(text, "block 277,647")[0].count("213 hashes: ") == 1


def test_a_tuple_of_one_is_no_bytes_in_brackets():
    text = said_by("E1.9", "def merkle_root(txids):\n    return bytes(32)")
    assert below(text, "block 0")[0] == "merkle_root((<3ba3edfd…5e4a (32 bytes)>,))"


def test_a_print_instead_of_a_return():
    text = said_by(
        "E1.1", "import hashlib\ndef sha256_hex(text):\n    print(hashlib.sha256(text.encode()).hexdigest())"
    )
    assert below(text, "“abc”")[1] == "returned None"
    assert below(text, "“abc”")[-1] == "it printed, but returned nothing: write return where it prints"
    text = said_by("E1.1", "def sha256_hex(text):\n    text.encode()")
    assert "it printed" not in text
    assert "it printed" in said_by("E1.5", "def canonical(obj):\n    print(obj)")


def test_an_argument_that_is_never_used():
    source = "import hashlib\ndef sha256_hex(text):\n    return hashlib.sha256(HEADLINE.encode()).hexdigest()"
    assert below(said_by("E1.1", source), "“abc”")[-1] == "it never uses text"


@pytest.mark.parametrize(
    "source",
    [
        "def sha256_hex(text):\n    return [text for _ in 'a'][0]",
        "def sha256_hex(text):\n    return (lambda: text)()",
        "def sha256_hex(text):\n    return str(locals())",
        "def sha256_hex(*texts):\n    return texts[0]",
        "def sha256_hex(text):\n    text += 'a'\n    return text",
        "class Own:\n    def __call__(self, text):\n        return 'a'\nsha256_hex = Own()",
        "from functools import partial\nsha256_hex = partial(lambda a, text: 'a', 1)",
    ],
)
def test_only_what_is_certain_is_said_of_arguments(source):
    assert "it never uses" not in said_by("E1.1", source)


def test_a_challenge_whose_cell_was_not_run(capsys):
    names = measure.namespace("E1.1")
    master = measure.notebook("E1.1")
    source = next(one.source for one in master.cells if one.id.endswith("challenge-check"))
    exec(compile(source, "challenge", "exec"), names)
    told = capsys.readouterr().out
    assert "odd" not in told and "looking at the answer" not in told
    assert (
        "opens is not defined: run the notebook's first cell and the cell above, then this one again" in told
    )


def test_a_challenge_has_its_lines_below_each_other(capsys):
    challenge([("one", "one", lambda: gives(1, abs, 2)), ("two", "two", lambda: gives(2, abs, 2))])
    assert capsys.readouterr().out.splitlines()[:4] == [
        "  ✗ one",
        "      abs(2)",
        "      returned 2",
        "      expected 1",
    ]


# ---- the same in every run ------------------------------------------------------------------------


class Odd:
    def __getattribute__(self, name):
        raise RuntimeError(f"{object()} has no {name}")


@pytest.mark.parametrize(
    "test",
    [
        lambda: gives(1, lambda: object()),
        lambda: gives({"a": 1}, lambda: {"a": test_numpy_numbers}),
        lambda: refuses(lambda one: 1, object()),
        lambda: gives(1, lambda: int(object())),
        lambda: 1 / Odd().real,
    ],
)
def test_no_place_in_memory_is_shown(test):
    report = run("challenge", 0, [("one", "one", test)])
    assert not report.passed and " at 0x" not in repr(report)


def test_what_is_no_plain_value_is_named_by_its_type():
    assert difference(Strange("bytearray"), b"")[0] == "returned <a bytearray> (bytearray)"


# ---- pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "picture"),
    [
        (b"\x48", "<48 = b'H'>"),
        (b"\x00\xff", "<00ff>"),
        (b"", "<0 bytes >"),
        (b"a text", "b'a text'"),
        ((1,), "(1,)"),
        ([[1]], "[[1]]"),
        ({"a": 1, "b": 2, "c": 3, "d": 4}, "{'a': 1, 'b': 2, 'c': 3, … 4 keys}"),
        (list(range(1000)), "[0, 1, 2, … 1000 in all]"),
        ([bytes(32)] * 3, "[<00000000…0000 (32 bytes)>, <00000000…0000 (32 bytes)>, … 3 in all]"),
        (test_numpy_numbers, "test_numpy_numbers"),
        ([[[[1]]]], "[[[… 1 in all]]]"),
    ],
)
def test_a_picture_is_closed_and_counts(value, picture):
    assert shown(value) == picture


def test_a_list_inside_itself_has_a_picture():
    odd = []
    odd.append(odd)
    assert len(shown(odd)) < 90


def test_a_case_has_a_name_and_says_no_as_its_property_does():
    rows = [
        ("a", "a", lambda: case("the one", accepts, abs, 0)),
        ("b", "b", lambda: case("the other", rejects, abs, 0)),
    ]
    report = run("challenge", 0, rows)
    assert report.outcomes[0].message.startswith("the one: abs(0)")
    assert [one.mark for one in report.outcomes] == ["✗", "·"]


def test_a_later_item_is_numbered():
    lines = difference([bytes([i]) * 32 for i in (1, 2, 3, 9, 5)], [bytes([i]) * 32 for i in range(1, 6)])
    assert lines[0] == "in item 3 of 5, counted from 0:" and len(lines) == 3


def test_bytes_that_differ_late_are_shown_there():
    assert difference(bytes(100), bytes(50) + b"\xff" + bytes(49)) == [
        "returned bytes 50–57: 0000000000000000",
        "expected bytes 50–57: ff00000000000000",
    ]
    assert difference(bytes(20), bytes(24))[-1] == "length 20 instead of 24"


# ---- after a restart ------------------------------------------------------------------------------

AFTER_A_RESTART = r"""
from contextlib import redirect_stdout
from io import StringIO
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()


def run(cell):
    with redirect_stdout(StringIO()) as out:
        done = shell.run_cell(cell)
    assert not done.success, "nbgrader and Run All must see that the cell failed"
    return out.getvalue()


IMPORT = "from blockkit.classroom.notebook import check, keep\n"
print(run(IMPORT + "HEADLINES = [('00', HEADLINE)]\ncheck('E1.1', [], sha256_hex)"), end="")
print(run("keep(merkle_root)"), end="")
assert "Traceback" in run("def f():\n    return missing\nf()"), "not a cell of ours"
assert "Traceback" in run("def f():\n    return missing\ncheck(f())"), "the reader's own function is at fault"
"""


@pytest.mark.parametrize("grading", ["", "autograde"])
def test_a_check_after_a_restart(grading):
    pytest.importorskip("IPython")
    done = subprocess.run(
        [sys.executable, "-c", AFTER_A_RESTART],
        capture_output=True,
        text=True,
        env=os.environ | {"NBGRADER_EXECUTION": grading},
    )
    assert done.returncode == 0, done.stderr + done.stdout
    if grading:
        assert "Traceback" in done.stdout and "run the notebook's first cell" not in done.stdout
    else:
        assert done.stdout.splitlines() == [
            say("not-defined", name="HEADLINE"),
            say("not-defined-part", name="merkle_root", exercise="E1.9"),
        ]


# ---- a report in view ----------------------------------------------------------------------------


def html_of(report):
    return report._repr_mimebundle_()["text/html"]


def five(message):
    """A report of five ✗ with the same message."""

    def test():
        raise Fails(message)

    return run("E1.9", 4, [(f"p{n}", f"property {n}", test) for n in range(5)])


def test_only_the_first_cross_is_open_and_the_verdict_comes_again():
    report = five("call(1)\nreturned 2\nexpected 3")
    html = html_of(report)
    assert html.count("<details>") == 4 and "<details open" not in html
    assert html.index("returned 2") < html.index("<details>")  # in full, before what is folded
    first, *_, last = repr(report).splitlines()
    assert first == "E1.9: 0 of 5 visible checks hold"
    assert last.startswith(f"{first}. Work on the first ✗") and last in html
    assert first not in repr(run("E1.9", 4, [("p", "one line", lambda: False)])).splitlines()[-1]


def test_a_report_in_html_is_escaped_and_keeps_its_indents():
    html = html_of(run("E1.9", 4, [("p", "a < b", lambda: holds(False, "<b>bold</b>"))]))
    assert "a &lt; b" in html and "&lt;b&gt;bold&lt;/b&gt;" in html and "<b>" not in html
    assert 'style="padding-left:8ch;text-indent:-8ch">      &lt;b' in html and "pre-wrap" in html


def test_a_hidden_report_has_no_html_that_says_more():
    hidden = suites.report("E1.9", lambda txids: bytes(32))
    assert hidden._repr_mimebundle_() == {"text/plain": repr(hidden)}


def test_advice_is_given_once():
    advice = say("right-but-hex")
    assert repr(five(f"call(1)\n{advice}")).count(advice) == 1
    said = said_by(
        "E1.1", "import hashlib\ndef sha256_hex(text): return hashlib.sha256(text.encode()).digest()"
    )
    assert said.count(say("right-but-bytes")) == 1


def test_the_same_message_again_is_not_repeated():
    said = said_by("E1.8", HEADER_IN_ORDER.replace("h.prev_block", "h.prev_block[::-1]"))
    assert said.count("your 80 bytes give the id") == 1
    assert below(said, "blocks 1 and 100,000") == ["the same as above"]


def test_the_half_that_is_not_written_is_named():
    encode = "def encode_varint(n): return bytes([n])\ndef decode_varint(data, at=0): return TODO"
    said = said_by("E1.6", f"from blockkit.classroom.notebook import TODO\n{encode}")
    assert said.splitlines()[1] == "decode_varint is not written yet"
    assert below(said, "five bytes back") == [] and said.count("is not written yet") == 1
    assert "encode_varint is not written" not in said


def test_a_list_of_hashes_shows_how_many_and_which_are_equal():
    a, b = bytes([0xAA]) * 32, bytes([0xBB]) * 32
    assert call_text(shown, [[a, a, b]]) == "shown([3 hashes: aaaa…, aaaa…, bbbb…])"
    assert call_text(shown, [(a,) * 9]).endswith("aaaa…, …))") and "(9 hashes: " in call_text(
        shown, [(a,) * 9]
    )
    assert call_text(shown, [[a, b"x"]]) == f"shown({shown([a, b'x'])})"


def test_a_real_header_with_one_other_number():
    header = replace(real_block(170).header, version=-1)
    assert call_text(shown, [header]) == "shown(the header of block 170 with version=-1)"
    assert "block 170" not in call_text(shown, [replace(header, nonce=1)])


def test_hashes_that_agree_in_their_first_digits_are_shown_where_they_differ():
    value, expected = bytes(32), bytes(5) + b"\1" + bytes(26)
    assert difference(value, expected)[0] != difference(value, expected)[1].replace("expected", "returned")


@pytest.mark.parametrize(
    ("exercise", "wrong", "name"),
    [
        ("E1.14", "links_only", "a block whose puzzle is not solved"),
        ("E1.10", "either_side", "the wrong place"),
    ],
)
def test_the_smallest_input_has_the_name_of_its_case(exercise, wrong, name):
    answer = next(one for one in folders.ours() if (one.exercise, one.name) == (exercise, wrong))
    smallest = said_by(exercise, answer.source).partition("The smallest input")[2]
    assert smallest.splitlines()[1].strip().startswith(f"{name}: ")


# ---- a cell that did not start -------------------------------------------------------------------


CELLS = """
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
run = lambda cell: shell.run_cell(cell, store_history=True)
run("from blockkit.classroom.notebook import check, gives, keep")
run("def hash256(data):\\n    return b''")
run("def hash256(data):\\n    return (")
run("print(check('E1.2', [('p', 'it fits', lambda: gives(b'', hash256, b''))], hash256))")
run("print(keep(hash256))")
run("def hash256(data):\\n    return b''")
run("print('again', check('E1.2', [('p', 'it fits', lambda: gives(b'', hash256, b''))], hash256))")
"""


@pytest.mark.parametrize("grading", ["", "autograde"])
def test_a_cell_with_a_syntax_error_leaves_the_old_function_and_that_is_said(grading, tmp_path):
    env = os.environ | {
        "NBGRADER_EXECUTION": grading,
        "IPYTHONDIR": str(tmp_path),
        "BLOCKKIT_MY_CHAIN": str(tmp_path),
    }
    done = subprocess.run([sys.executable, "-c", CELLS], capture_output=True, text=True, env=env)
    before, again = done.stdout.split("again")
    said = "The last run of the cell with hash256 failed; this "
    assert before.count(said) == (0 if grading else 2), done.stdout + done.stderr
    assert said not in again


FIRST_RUN = """
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
run = lambda cell: shell.run_cell(cell, store_history=True)
run("from blockkit.classroom.notebook import check, gives")
run("check('E1.2', [], hash256)")
print("then")
run("def hash256(data):\\nreturn b''")
run("check('E1.2', [], hash256)")
"""


def test_a_check_below_a_cell_that_failed_at_once_names_that_cell(tmp_path):
    env = os.environ | {
        "NBGRADER_EXECUTION": "",
        "IPYTHONDIR": str(tmp_path),
        "BLOCKKIT_MY_CHAIN": str(tmp_path),
    }
    done = subprocess.run([sys.executable, "-c", FIRST_RUN], capture_output=True, text=True, env=env)
    before, then = done.stdout.split("then\n", 1)
    assert "hash256 is not defined" in before, done.stdout + done.stderr
    assert "The last run of the cell with hash256 failed, so there is no hash256 yet" in then
    assert "hash256 is not defined" not in then


@pytest.mark.parametrize(
    ("number", "text"),
    [(2**64 - 1, "18446744073709551615"), (2**64, "0x10000000000000000"), (True, "True"), (2.0**70, "1.18")],
)
def test_a_number_of_more_than_64_bits_is_shown_in_hex(number, text):
    """A target has up to 77 decimal digits, and nobody recognises one by them."""
    with opened(Trial()), pytest.raises(Fails) as problem:
        gives(number, lambda *_: 0, number)
    called, *lines = str(problem.value).splitlines()
    assert f"({text}" in called and text in lines[1]


def test_an_id_of_zeros_is_no_key():
    with pytest.raises(TypeError, match="got str '0000"):
        hash256("0" * 64)
    with pytest.raises(ValueError, match="got 63: '0000"):
        from_display("0" * 63)
