"""The figures: right facts, whole pictures, and nothing a student's function does gets out of one."""

import re
import subprocess
import sys
from base64 import b64decode
from dataclasses import replace
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blockkit.block import Header
from blockkit.classroom import figures
from blockkit.classroom.branches import fork_cases
from blockkit.classroom.course_rules import REFERENCE
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure
from blockkit.classroom.figures import own_block
from blockkit.classroom.figures.lesson01a_fingerprints import chance, first_collision, flipped
from blockkit.classroom.figures.machine import STAGES
from blockkit.classroom.figures.mail_box import BITS, DAYS, LETTERS, broken_rule
from blockkit.classroom.figures.own_block import NONCES
from blockkit.classroom.hashcash import stamp_ok
from blockkit.classroom.ledgers import ledger_cases
from blockkit.classroom.lessons import KEPT
from blockkit.classroom.mining import Mined, example, target_of
from blockkit.classroom.real_spends import real_spend
from blockkit.classroom.trying import calling
from blockkit.classroom.trying.plain import TODO
from blockkit.classroom.trying.time_limit import time_limit
from blockkit.classroom.trying.trial import Limits
from blockkit.data import heights, real_block
from blockkit.data.stamps import names, real_stamp
from blockkit.errors import shown
from blockkit.hashing import hash256, sha256, to_display
from blockkit.merkle import merkle_proof, merkle_root

HEADLINE = "The Times 03/Jan/2009"
HASH = real_block(0).hash
SVG = "{http://www.w3.org/2000/svg}"

# Every figure that asks a student's function: how it is drawn, and the slots it asks.
DRAWN_BY = {
    "fingerprint": (lambda rules: figures.fingerprint(HEADLINE, 37, rules), "sha256_hex changed_bits"),
    "empty": (lambda rules: figures.fingerprint("", 0, rules), "sha256_hex"),
    "avalanche": (lambda rules: figures.avalanche("ab", rules), "sha256_hex changed_bits"),
    "header": (
        lambda rules: figures.header_dump(170, "nonce", "7", rules), "header_bytes hash256 to_display",
    ),
    "orders": (lambda rules: figures.two_orders(HASH, rules), "to_display"),
    "merkle": (lambda rules: figures.merkle_tree(11, 5, rules), "merkle_root merkle_proof verify_proof"),
    "leaf": (lambda rules: figures.merkle_tree(1, 0, rules), "merkle_root merkle_proof verify_proof"),
    "twins": (figures.merkle_twins, "merkle_root has_duplicate_subtree"),
    "real trees": (figures.real_trees, "merkle_root"),
    "chain": (
        lambda rules: figures.json_chain(2, "amount", "500", False, rules),
        "canonical hash256 first_broken new_block",
    ),
    "mining": (lambda rules: figures.mining(12.0, 30, rules), "meets_target expected_hashes"),
    "mining idle": (lambda rules: figures.mining(13.0, 1, rules), "expected_hashes"),
    "mining time": (lambda rules: figures.mining_time(45.8, 3, rules), "expected_hashes"),
    "own block": (figures.my_block, "meets_target find_nonce expected_hashes"),
    "repair": (
        lambda rules: figures.price_of_repair(8, rules), "meets_target find_nonce expected_hashes",
    ),
    "changes": (lambda rules: figures.changes(100_800, rules), "retarget"),
    "four bytes": (lambda rules: figures.four_bytes("1903a30c", rules), "bits_to_target"),
    "jump": (lambda rules: figures.miners_jump(4.0, 0, 10, rules), "next_bits retarget"),
    "tree": (lambda rules: figures.block_tree(3.0, rules), "chain_work best_tip"),
    "robbery": (lambda rules: figures.robbery(0.6, 3, 7, rules), "attacker_move find_nonce"),
    "supply": (lambda rules: figures.supply(1_411_199, rules), "supply_after subsidy"),
    "halvings": (figures.halvings, "subsidy"),
    "miner": (lambda rules: figures.miner(277_316, 4.09, "main", rules), "subsidy supply_after"),
    "coinbase": (figures.coinbase_bytes, "coinbase_height"),
    "scale": (figures.coinbase_scale, "coinbase_ok"),
    "curve": (lambda rules: figures.curve(43, 16, True, rules), "add_points multiply_point"),
    "signature": (figures.signature, "verify_ecdsa"),
    "strip": (lambda rules: figures.address_strip(182, "65 bytes", 12, rules), "address"),
    "dump": (lambda rules: figures.tx_dump("0627052b", rules), "txid"),
    "dump-signed": (lambda rules: figures.transaction("f4184fc5", "script", "input 0", rules), "sighash_all"),
    "spent": (lambda rules: figures.spent("f4184fc5", rules), "parse_tx txid"),
    "signed": (figures.signed_bytes, "sighash_all"),
    "malleate": (lambda rules: figures.malleate("f4184fc5", "high", rules), "twin is_low_s"),
    "film": (lambda rules: figures.script_film("slides", rules), "run_script opens"),
    "stepper": (
        lambda rules: figures.stepper("two of three", 9, "order", rules), "run_script op_checkmultisig",
    ),
    "stepper lock": (
        lambda rules: figures.stepper("time lock", 6, "nothing", rules), "check_lock_time opens",
    ),
    "tiles": (figures.key_tiles, "op_checkmultisig"),
    "line": (lambda rules: figures.lock_line(100, 0xFFFFFFFE, rules), "check_lock_time is_final"),
    "cards": (figures.cards, "validate_tx"),
    "moves": (lambda rules: figures.block_moves("inside", True, rules), "connect disconnect"),
    "rewards": (figures.my_rewards, "subsidy supply_after coinbase_height coinbase_ok"),
}  # fmt: skip
PAIRS = [(name, slot) for name, (_, asked) in DRAWN_BY.items() for slot in asked.split()]


def every_figure():
    """One figure of each kind and state."""
    yield from (draw(REFERENCE) for draw, _ in DRAWN_BY.values())
    yield figures.birthday(16)
    yield figures.birthday(24, 10)
    yield figures.header_dump(0, "time", "never")
    yield figures.merkle_tree(13, 12)
    yield figures.json_chain(2, "amount", "500", True)
    yield figures.json_chain(4, "to", "<Mallory & Co>", False)
    yield figures.json_chain(2, "amount", "5", False)
    yield figures.mining(12.5, 1)
    yield figures.mining(4.0, 30, so_far=Mined(target_of(4.0), 30, ended="idle"))
    for ended in ("", "bound", "time", "stopped", "done"):
        yield figures.mining(12.0, 30, so_far=replace(example(12.0, 30), tries=140_000, ended=ended))
    yield figures.mining_time(8.0, 12)
    yield figures.mining_time(80.0, 0)
    yield figures.mining_time(62.1, 6, rate=940_000, measured=True)
    yield figures.mail_box()
    yield figures.mail_box(lambda *args: True)
    yield figures.mail_box(lambda *args: False)
    yield figures.my_block(REFERENCE.filled({"find_nonce": lambda *args: 7}))
    yield figures.price_of_repair(4.5)
    yield figures.changes(2016)
    yield figures.changes(479_807, REFERENCE.filled({"retarget": lambda *args: 0x1D00FFFF}))
    for text in ("1d00ffff", "02008000", "03123456", "04923456", "ff123456", "00000000", "none"):
        yield figures.four_bytes(text)
    for factor, minutes, blocks in ((10.0, 0, 2016), (0.1, -120, 2016), (1.0, 120, 10), (0.1, -120, 10)):
        yield figures.miners_jump(factor, minutes, blocks)
    yield figures.first_period()
    yield from (figures.block_tree(1.0), figures.block_tree(2.0), figures.block_tree(4.0))
    yield from (figures.unmasked(fork_cases), figures.unmasked(lambda: TODO), figures.unmasked(list))
    yield figures.unmasked(lambda: [[(1, "")] * 8] * 8)
    yield from (figures.confirmations(0.3, 6, 7), figures.confirmations(0.6, 12, 1))
    yield from (figures.confirmations(0.0, 0, 0), figures.confirmations(0.5, 1, 99))
    yield from (figures.robbery(0.3, 3, 2), figures.robbery(0.2, 8, 0), figures.six_nodes())
    yield figures.supply(0)
    yield figures.supply(7_000_000)
    yield figures.miner(6_930_000, 0, "main")
    yield figures.miner(101, 10.0, "classroom")
    yield figures.miner(840_000, 3.125, "main")
    yield from (figures.curve(p, k, True) for p, k in ((17, 0), (17, 1), (17, 9), (79, 2), (223, 43)))
    yield from (figures.address_strip(1, "33 bytes", place) for place in (0, 1, 34))
    for name in figures.DUMPED:
        yield from (figures.transaction(name, figures.FIELDS[-1], signer) for signer in figures.SIGNERS)
    yield from (figures.malleate(name, which) for name in figures.MALLEABLE for which in figures.WHICH)
    yield from (figures.bytes_hashed(), figures.spent("f91d0a8a"))
    yield from (figures.misprints(), figures.misprints(lambda text, is_right: text), figures.misprints(list))
    yield from (figures.script_film(name) for name in figures.FILMS)
    yield from (figures.stepper(name, 0) for name in figures.PROGRAMS)
    yield from (figures.stepper("slides", 40, spoil) for spoil in figures.SPOILS)
    for name in ("taproot-script", "taproot-add", "p2wsh"):
        text = real_spend(name).to_paste()
        yield from (figures.pasted_spend(text, 0, step, today) for step in (0, 40) for today in (False, True))
    yield figures.pasted_spend("00")
    yield figures.lock_line(2, 0xFFFFFFFF)
    yield from (
        figures.pay(coins, 1_500_000, 10, change) for coins in ([0], [2, 4], []) for change in (True, False)
    )
    yield from (figures.unmasked_ledgers(ledger_cases), figures.unmasked_ledgers(lambda: TODO))
    yield from (figures.block_moves("170", back) for back in (True, False))
    yield from map(figures.split_picture, ("yours", "fee", "no-fees", "fifty"))
    yield from (figures.judged_blocks(), figures.wallet_file(), figures.wallet_file(list, list))
    yield figures.machine({})
    yield figures.machine(dict.fromkeys(KEPT, "yours"))


def whole(figure):
    """Check what every figure must be, and return its pictures as XML."""
    assert isinstance(figure, Figure)
    assert figure.sentence and figure.table.rows
    assert {len(row) for row in figure.table.rows} == {len(figure.table.headings)}
    assert figure.sentence in figure.text
    roots = []
    for picture in figure.pictures:
        root = ElementTree.fromstring(picture.svg)
        assert root.get("viewBox") == f"0 0 {picture.width} {picture.height}"
        assert len(picture.alt) > 40
        assert root.find(f"{SVG}title").text == svg.NOT_IN_XML.sub("\ufffd", picture.alt)
        encoded = re.search(r"base64,([^\"]+)", picture.html).group(1)
        assert b64decode(encoded).decode() == picture.svg
        roots.append(root)
    return roots


# ---- what all have in common ---------------------------------------------------------------------


@pytest.mark.parametrize("figure", list(every_figure()), ids=lambda figure: figure.sentence[:30])
def test_every_figure_is_whole_and_readable(figure):
    (root,) = whole(figure)
    assert figure.table.html in figure.html and figure.pictures[0].html in figure.html
    for text in root.iter(f"{SVG}text"):
        assert float(text.get("font-size")) >= svg.SMALLEST
        assert 0 <= float(text.get("x")) <= figure.pictures[0].width
        assert 0 <= float(text.get("y")) <= figure.pictures[0].height
    background = root.find(f"{SVG}rect")
    assert background.get("fill") == palette.PAPER  # never transparent


def pictures_of_a_small_screen():
    """The trees and the machine are wider."""
    yield from (
        DRAWN_BY[name][0](REFERENCE) for name in ("fingerprint", "empty", "header", "orders", "chain")
    )
    yield from (figures.json_chain(2, "amount", "5"), figures.header_dump(0, "nonce", "2083236893"))
    yield figures.fingerprint("a" * 100, 200)


@pytest.mark.parametrize(
    "figure", list(pictures_of_a_small_screen()), ids=lambda figure: figure.sentence[:30]
)
def test_a_picture_can_be_read_on_a_small_screen(figure):
    """Beside JupyterLab's list of files a window of 1,024 pixels leaves 572 for a picture."""
    (picture,) = figure.pictures
    sizes = [float(size) for size in re.findall(r'font-size="([0-9.]+)"', picture.svg)]
    assert min(sizes) * min(1, 572 / picture.width) >= svg.SMALLEST


def test_one_banner_for_several_parts_with_the_same_reason():
    rules = REFERENCE.filled(dict.fromkeys(("merkle_root", "merkle_proof", "verify_proof"), lambda *_: TODO))
    (note,) = figures.merkle_tree(13, 12, rules).notes
    assert "merkle_root, merkle_proof and verify_proof. The reason for each: it is not written yet" in note


def test_an_unchanged_header_has_one_id():
    (same,), (other,) = (whole(figures.header_dump(0, "nonce", n)) for n in ("2083236893", "7"))
    words = [[text.text for text in root.iter(f"{SVG}text")] for root in (same, other)]
    assert "block id" in words[0] and not {"block id before", "block id after"} & {*words[0]}
    assert {"block id before", "block id after"} <= {*words[1]}


@pytest.mark.parametrize(("bit", "cut"), [(7, 1), (320, 2), (551, 1)])
def test_a_row_of_letters_that_is_cut_says_so(bit, cut):
    """And the label of the byte is under its arrow, as far as the card has room."""
    text = "The Times 03/Jan/2009 Chancellor on brink of second bailout for banks"
    (root,) = whole(figures.fingerprint(text, bit))
    assert [one.text for one in root.iter(f"{SVG}text")].count("…") == cut
    (short,) = whole(figures.fingerprint("abc", 0))
    assert "…" not in [one.text for one in short.iter(f"{SVG}text")]
    arrow = float(re.search(r"M([0-9.]+) 90L", figures.fingerprint(text, bit).pictures[0].svg)[1])
    label = next(one for one in root.iter(f"{SVG}text") if one.text.startswith("byte "))
    assert abs(float(label.get("x")) - arrow) <= svg.width_of(label.text, 14, bold=True) / 2


def test_the_same_call_gives_the_same_bytes_in_any_process_and_style():
    program = """
import matplotlib, sys
matplotlib.rcParams["axes.facecolor"] = "red"; matplotlib.rcParams["font.size"] = 30
from blockkit.classroom import figures
from tests.classroom.test_figures import every_figure
import hashlib
print(hashlib.sha256("".join(f.html for f in every_figure()).encode()).hexdigest())
"""
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    here = sha256("".join(figure.html for figure in every_figure()).encode()).hex()
    assert there.stdout == here + "\n"


def test_every_name_that_is_offered_is_there():
    assert all(hasattr(figures, name) for name in figures.__all__)
    assert len(set(figures.__all__)) == len(figures.__all__)


def test_importing_figures_loads_no_matplotlib():
    program = "import sys, blockkit.classroom.figures; print({'matplotlib', 'ipywidgets'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"


def test_without_matplotlib_the_table_and_the_sentence_remain(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    for figure in (figures.avalanche(HEADLINE), figures.birthday(16)):
        assert whole(figure) == [] and figure.pictures == ()
        assert "<img" not in figure.html


def test_drawing_a_chart_leaves_matplotlib_as_it_was():
    import matplotlib

    before = dict(matplotlib.rcParams)
    figures.birthday(8)
    assert dict(matplotlib.rcParams) == before
    assert "matplotlib.pyplot" not in sys.modules or not sys.modules["matplotlib.pyplot"].get_fignums()


def test_colours_of_text_and_ground():
    names = "PAPER WHITE PALE SKY_TINT GREEN_TINT ORANGE_TINT RUST_TINT PINK_TINT YELLOW_TINT"
    tints = [getattr(palette, name) for name in names.split()]
    assert all(palette.contrast(palette.INK, tint) >= 7 for tint in tints)
    assert (
        palette.contrast(palette.MUTED, palette.PAPER) >= 4.5
        and palette.contrast(palette.WHITE, palette.NIGHT) >= 7
    )
    assert palette.contrast(palette.RUST_TEXT, palette.RUST_TINT) >= 4.5
    assert palette.contrast(palette.GREEN_TEXT, palette.GREEN_TINT) >= 4.5
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("figure", list(every_figure()), ids=lambda figure: figure.sentence[:30])
def test_every_colour_has_a_partner_on_a_dark_page(figure):
    """The same picture serves both themes: its style sheet exchanges every colour that it uses."""
    picture = figure.pictures[0]
    fonts, dark = re.search(
        r"<style>(.*?)@media \(prefers-color-scheme:dark\)\{(.*?)\}</style>", picture.svg
    ).groups()
    for part, colour in set(re.findall(r'(fill|stroke)="(#\w+)"', picture.svg)):
        assert f'[{part}="{colour}"]{{{part}:{palette.DARK[colour]}}}' in dark
    for part, colour in set(re.findall(r"(fill|stroke): (#\w+)", picture.svg.replace(dark, ""))):
        new = palette.DARK[colour.upper()]
        assert f'[style*="{part}: {colour}"]{{{part}:{new}!important}}' in dark
    assert len(dark) < 3000 and "#" not in fonts
    assert "[data-jp-theme-light=false] .bk-drawing{color-scheme:dark}" in picture.html


def test_a_colour_that_is_readable_on_light_alone_is_refused():
    assert palette.contrast(palette.NIGHT, palette.PAPER) > 7
    assert not palette.readable(palette.OLIVE, palette.PAPER, 9)
    drawing = svg.Drawing(100, 100)
    with pytest.raises(KeyError):  # no partner for a dark page
        drawing.text(0, 0, "stray", 12, fill="#123456")


def test_text_that_nobody_could_read_is_refused():
    drawing = svg.Drawing(100, 100)
    with pytest.raises(ValueError, match="cannot be read"):
        drawing.text(0, 0, "tiny", 10)
    with pytest.raises(ValueError, match="cannot be read"):
        drawing.text(0, 0, "pale", 12, fill=palette.GREY)


# ---- a student's function in a figure ------------------------------------------------------------


def failing(error):
    def function(*args):
        raise error

    return function


def with_slot(slot, function):
    return REFERENCE.filled({slot: function})


@pytest.mark.parametrize(("name", "slot"), PAIRS)
def test_a_failing_function_gives_the_reference_picture_and_the_reason(name, slot):
    draw = DRAWN_BY[name][0]
    honest = draw(REFERENCE)
    for function, why in (
        (failing(ValueError("my <mistake>")), "it raised ValueError: my <mistake>"),
        (failing(SystemExit()), "it calls exit(), which would end the program"),
        (lambda *args: TODO, "it is not written yet"),
        (lambda: None, "it raised TypeError"),
        (lambda *args: 3.5, "it returned "),
    ):
        figure = draw(with_slot(slot, function))
        assert figure.pictures == honest.pictures and figure.sentence == honest.sentence
        assert len(figure.notes) == 1 and f"stands in for your {slot}: {why}" in figure.notes[0]
        whole(figure)


def test_a_real_tree_says_whose_root_is_not_the_one_in_the_header():
    def no_copies(txids):  # right where no level is odd: 1, 2, 4 and 8 transactions
        level = list(txids)
        while len(level) > 1:
            level = [hash256(level[i] + level[i + 1]) for i in range(0, len(level) - 1, 2)]
        return level[0]

    figure = figures.real_trees(with_slot("merkle_root", no_copies))
    assert figure.sentence.startswith("For 4 of the 8 blocks") and not figure.notes
    assert [row[-1][0] for row in figure.table.rows] == list("✓✓✗✓✗✗✗✓")
    assert [row[1:4] for row in figures.real_trees().table.rows][4] == ("5", "4", "2")
    assert {row[-1][0] for row in figures.real_trees().table.rows} == {"✓"}


@pytest.mark.parametrize(("name", "slot"), PAIRS)
def test_an_endless_function_is_waited_for_once(name, slot, monkeypatch):
    monkeypatch.setattr(calling, "time_limit", lambda seconds: time_limit(min(seconds, 0.05)))
    calls = []

    def endless(*args):
        calls.append(args)
        while True:
            pass

    figure = DRAWN_BY[name][0](with_slot(slot, endless))
    assert len(calls) == 1 and figure.pictures == DRAWN_BY[name][0](REFERENCE).pictures
    assert "had not ended after" in figure.notes[0]


def test_a_function_that_is_only_slow_is_not_waited_for_again_and_again(monkeypatch):
    from blockkit.classroom.trying import for_figures as asking

    monkeypatch.setattr(asking, "FIGURE", Limits(in_all=0.0))
    calls = []
    figure = figures.avalanche(
        "abc", with_slot("changed_bits", lambda a, b: calls.append(1) or REFERENCE.changed_bits(a, b))
    )
    assert len(calls) == 1
    assert "needed more than" in figure.notes[0]


class Liar(list):
    def __iter__(self):
        while True:
            yield b""

    def __len__(self):
        raise RuntimeError


ODD = [None, True, -1, 7, 10**5000, "", "z" * 64, "\x00" * 64, "G" * 80, b"", bytes(32), bytes(80),
       bytearray(32), [], [bytes(32)], [b"short"], [None], [bytes(32)] * 50, Liar(), {}, object(),
       float("nan"), type]  # fmt: skip


@pytest.mark.parametrize(("name", "slot"), PAIRS)
def test_no_value_at_all_stops_a_figure(name, slot):
    for value in ODD:
        figure = DRAWN_BY[name][0](with_slot(slot, lambda *args, value=value: value))
        whole(figure)
        _ = figure.html, figure.text


def test_a_function_cannot_change_what_is_drawn():
    def greedy(txids):
        txids.reverse()
        return merkle_root(txids[::-1])

    assert figures.merkle_tree(6, 4, with_slot("merkle_root", greedy)) == figures.merkle_tree(6, 4)


# ---- 01a -----------------------------------------------------------------------------------------


@given(st.text(max_size=60), st.data())
@settings(max_examples=60, deadline=None)
def test_fingerprint_counts_the_bits_that_differ(text, data):
    bits = figures.bit_count(text)
    if not bits:
        return
    bit = data.draw(st.integers(0, bits - 1))
    figure = figures.fingerprint(text, bit)
    (root,) = whole(figure)
    before, after = sha256(text.encode()), sha256(flipped(text.encode(), bit))
    count = sum((a ^ b).bit_count() for a, b in zip(before, after, strict=True))
    assert f"changes {count} of the 256 bits" in figure.sentence
    crosses = [path.get("d").count("l7 7") for path in root.iter(f"{SVG}path")]
    assert sum(crosses) == count + 2  # two more in the legend
    assert before.hex() in figure.table.text and after.hex() in figure.table.text


def test_flipping_twice_is_nothing():
    assert flipped(b"\x00\x00", 0) == b"\x80\x00" and flipped(b"\x00\x00", 15) == b"\x00\x01"
    assert all(flipped(flipped(HASH, bit), bit) == HASH for bit in range(256))


def test_fingerprint_says_when_changed_bits_is_wrong():
    figure = figures.fingerprint("abc", 0, with_slot("changed_bits", lambda a, b: 3))
    assert figure.notes[0].startswith("your changed_bits says 3, but ")


def test_the_empty_text_has_a_fingerprint_and_no_bit():
    figure = figures.fingerprint("", 5)
    assert "e3b0c44298fc1c149afbf4c8996fb924" in figure.sentence
    assert "nothing to count" in figures.avalanche("").sentence
    assert figures.avalanche("").pictures == ()  # not the same picture twice


def test_avalanche_of_the_headline():
    figure = figures.avalanche(HEADLINE)
    assert figures.bit_count(HEADLINE) == 168
    assert "168 single-bit changes" in figure.sentence
    found = re.search(
        r"128.2 on average, 103 at least \(bit (\d+)\), 150 at most \(bit (\d+)\)", figure.sentence
    )
    for bit, count in zip(found.groups(), (103, 150), strict=True):
        assert f"changes {count} of the 256 bits" in figures.fingerprint(HEADLINE, int(bit)).sentence
    assert "mean 128.2, lowest 103, highest 150" in figure.pictures[0].alt
    assert sum(int(count) for _, count in figure.table.rows) == 168


@pytest.mark.parametrize(("bits", "pair"), [(16, (157, 251)), (24, (4163, 8864))])
def test_birthday_marks_the_measured_pair(bits, pair):
    assert first_collision(bits) == pair
    one, other = (sha256(str(i).encode()) for i in pair)
    assert int.from_bytes(one, "big") >> 256 - bits == int.from_bytes(other, "big") >> 256 - bits
    assert f"“{pair[0]}” and “{pair[1]}”" in figures.birthday(bits).sentence


def test_the_birthday_of_people():
    exact = 1.0
    for i in range(23):
        exact *= 1 - i / 256
    assert chance(8, 23) == pytest.approx(1 - exact, abs=0.02)
    assert chance(8, 1) == 0 and str(chance(8, 1)) == "0.0"
    assert "chance of 50%" in figures.birthday(16).sentence


@pytest.mark.parametrize("bits", [4, 13, 21, 32])
def test_birthday_of_other_sizes(bits):
    whole(figures.birthday(bits, 1))
    whole(figures.birthday(bits, 10**9))


@pytest.mark.parametrize(
    "call",
    [
        lambda: figures.fingerprint("abc", 24), lambda: figures.fingerprint("abc", -1),
        lambda: figures.fingerprint(b"abc", 0),
        lambda: figures.fingerprint("\ud800", 0),
        lambda: figures.birthday(3), lambda: figures.birthday(16, 0),
        lambda: figures.header_dump(2, "nonce", "1"), lambda: figures.header_dump(0, "nonsense", "1"),
        lambda: figures.header_value(0, "hash"), lambda: figures.two_orders(b"short"),
        lambda: figures.merkle_tree(0, 0), lambda: figures.merkle_tree(14, 0),
        lambda: figures.merkle_tree(5, 5),
        lambda: figures.merkle_tree(3, 0, txids=[bytes(32)]), lambda: figures.json_chain(5, "amount", "1"),
        lambda: figures.json_chain(0, "id", "1"), lambda: figures.chain_value(0, "fee"),
        lambda: figures.block_tree(0.9), lambda: figures.confirmations(0.61, 6, 7),
        lambda: figures.confirmations(0.3, 13, 7), lambda: figures.robbery(0.1, 3, 7),
        lambda: figures.robbery(0.6, 0, 7), lambda: figures.robbery(0.6, 3, -1),
    ],
)  # fmt: skip
def test_parameters_out_of_range_are_refused_in_words(call):
    with pytest.raises((TypeError, ValueError)) as caught:
        call()
    assert len(str(caught.value)) > 20


# ---- 01b -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("height", heights())
@pytest.mark.parametrize("field", figures.HEADER_FIELDS)
def test_the_value_of_a_real_header_changes_nothing(height, field):
    figure = figures.header_dump(height, field, figures.header_value(height, field))
    whole(figure)
    assert "unchanged" in figure.sentence and not figure.notes
    assert to_display(real_block(height).hash) in figure.pictures[0].svg


@given(st.sampled_from(["time", "nonce", "version", "bits"]), st.integers(0, 2**31 - 1))
@settings(max_examples=60, deadline=None)
def test_header_dump_says_which_bytes_moved(field, value):
    header = real_block(100000).header
    figure = figures.header_dump(100000, field, f"{value:x}" if field == "bits" else str(value))
    changed = replace(header, **{field: value})
    moved = [i for i in range(80) if header.serialize()[i] != changed.serialize()[i]]
    (root,) = whole(figure)
    struck = [text for text in root.iter(f"{SVG}text") if text.get("text-decoration")]
    assert len(struck) == len(moved) and not figure.notes
    assert to_display(changed.hash) in figure.pictures[0].svg
    if moved:
        assert f"changes {len(moved)} of its 80 bytes" in figure.sentence


def test_header_dump_of_the_first_block():
    figure = figures.header_dump(0, "nonce", "2083236894")
    assert "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f" in figure.table.text
    assert "changes 1 of its 80 bytes (76)" in figure.sentence
    assert "2009-01-03 18:15:05 UTC" in figure.pictures[0].svg
    assert ("time", "68–71", "29ab5f49", "1231006505") in figure.table.rows


@given(st.sampled_from(figures.HEADER_FIELDS), st.text(max_size=70))
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_typed_into_the_header(field, value):
    whole(figures.header_dump(0, field, value))


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("time", "yesterday", "whole number from 0 to 4,294,967,295"),
        ("time", "-1", "whole number from 0"), ("time", "4294967296", "4,294,967,295"),
        ("version", "2147483648", "from -2,147,483,648 to 2,147,483,647"), ("nonce", "1.5", "whole number"),
        ("bits", "1d00fffff", "hex digits"), ("merkle_root", "abc", "64 hex digits"),
        ("prev_block", "", "64"),
    ],
)  # fmt: skip
def test_a_bad_value_leaves_the_header_and_says_what_was_expected(field, value, expected):
    figure = figures.header_dump(277315, field, value)
    assert "unchanged" in figure.sentence
    assert expected in figure.notes[0]


def test_values_people_may_type():
    for value in ("1D00FFFF", "0x1d00ffff", " 1d00ffff "):
        assert "unchanged" in figures.header_dump(0, "bits", value).sentence
    assert not figures.header_dump(0, "version", "-2147483648").notes
    assert (
        "changes 27 of its 80 bytes" in figures.header_dump(100000, "prev_block", "00" * 31 + "07").sentence
    )


def test_header_dump_is_drawn_by_the_student():
    def big_endian(header):
        return header.version.to_bytes(4, "big") + Header.serialize(header)[4:]

    figure = figures.header_dump(1, "nonce", "1", with_slot("header_bytes", big_endian))
    assert figure.table.rows[0] == ("version", "0–3", "00000001", "1") and not figure.notes


def test_two_orders():
    figure = figures.two_orders(HASH)
    assert "the first byte, 6f, ends up last" in figure.sentence
    wrong = figures.two_orders(HASH, with_slot("to_display", bytes.hex))
    assert "32 of the 32" in wrong.notes[0] or "are not where reversing puts them" in wrong.notes[0]
    assert HASH.hex() in wrong.sentence


# ---- 01c -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", range(1, 14))
def test_merkle_tree_of_every_size_and_leaf(count):
    txids = real_block(277647).txids[:count]
    for leaf in range(count):
        figure = figures.merkle_tree(count, leaf)
        (root,) = whole(figure)
        words = [text.text for text in root.iter(f"{SVG}text")]
        proof = merkle_proof(txids, leaf)
        assert f"hashes to send: {len(proof)} instead of {count}" in words
        assert to_display(merkle_root(txids)) in words
        assert "✓ the proof leads to the root" in words and not figure.notes
        assert [spot.value for spot in figure.pictures[0].spots] == list(range(count))
        for one, other in combinations(figure.pictures[0].spots, 2):
            assert one.x + one.width <= other.x or other.x + other.width <= one.x
        assert words.count("copy") == copies(count)


def copies(count):
    total = 0
    while count > 1:
        total += count % 2
        count = (count + 1) // 2
    return total


def test_merkle_tree_draws_real_transactions():
    block = real_block(277647)
    assert merkle_root(block.txids) == block.header.merkle_root
    figure = figures.merkle_tree(4, 1, txids=real_block(100000).txids)
    assert "f3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766" in figure.table.text


def test_merkle_tree_shows_a_wrong_proof():
    figure = figures.merkle_tree(
        6, 4, with_slot("merkle_proof", lambda txids, i: merkle_proof(txids, i)[::-1])
    )
    assert "does not lead to the root" in figure.sentence and not figure.notes
    assert "✗ the proof does not lead to the root" in figure.pictures[0].svg
    figure = figures.merkle_tree(6, 4, with_slot("merkle_proof", lambda txids, i: [bytes(32)]))
    assert "1 hashes of your merkle_proof are nowhere" in figure.notes[0]


def test_merkle_tree_shows_a_wrong_root_and_a_wrong_verdict():
    figure = figures.merkle_tree(5, 0, with_slot("merkle_root", lambda txids: hash256(b"".join(txids))))
    assert "your merkle_root begins with" in figure.notes[0]
    assert "does not lead to the root" in figure.sentence
    figure = figures.merkle_tree(5, 0, with_slot("verify_proof", lambda *args: False))
    assert "your verify_proof refuses this proof" in figure.notes[0]


def test_merkle_twins():
    figure = figures.merkle_twins()
    roots = [row[1] for row in figure.table.rows]
    assert roots[0] == roots[1] and [row[2] for row in figure.table.rows] == ["False", "True"]
    assert "says no for the honest list and yes for the padded one" in figure.sentence
    deaf = figures.merkle_twins(with_slot("has_duplicate_subtree", lambda txids: False))
    assert "and no for the padded one" in deaf.sentence


# ---- 01d -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", range(5))
@pytest.mark.parametrize("field", ["from", "to", "amount", "time", "previous_hash"])
def test_an_edit_breaks_the_link_after_it(block, field):
    value = {"amount": "7777", "time": "1300000000", "previous_hash": "ab" * 32}.get(field, "Mallory")
    figure = figures.json_chain(block, field, value)
    whole(figure)
    broken = [int(row[0]) for row in figure.table.rows if row[-1] == "broken"]
    before = [block - 1] if field == "previous_hash" and block else []
    assert broken == [*before, block] and not figure.notes
    if broken != [4]:
        assert f"link broken at {' and '.join(map(str, broken))}" in figure.sentence
        assert f"first_broken says {broken[0]}" in figure.sentence
    for i in range(5):
        assert (f"link broken at {i}" in figure.pictures[0].svg) == (i in broken)


@pytest.mark.parametrize("block", range(5))
def test_repairing_hides_the_edit_from_all_but_the_tip(block):
    figure = figures.json_chain(block, "amount", "7777", True)
    assert [row[-1] for row in figure.table.rows] == ["fits"] * 4 + ["broken"]
    assert "shows the edit" in figure.sentence and "links alone protect nothing" in figure.pictures[0].svg


def test_repairing_an_edited_link_undoes_the_edit():
    assert "All five blocks fit" in figures.json_chain(2, "previous_hash", "ab" * 32, True).sentence


def test_the_untouched_chain_fits():
    for block in range(5):
        for field in figures.CHAIN_FIELDS:
            value = figures.chain_value(block, field)
            assert "All five blocks fit" in figures.json_chain(block, field, value).sentence


@given(st.integers(0, 4), st.sampled_from(figures.CHAIN_FIELDS), st.text(max_size=50), st.booleans())
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_typed_into_the_chain(block, field, value, repaired):
    whole(figures.json_chain(block, field, value, repaired))


@pytest.mark.parametrize(
    ("field", "value"),
    [("amount", "1.5"), ("time", "-1"), ("previous_hash", "0"), ("to", ""), ("to", "\ud800")],
)
def test_a_bad_value_leaves_the_chain(field, value):
    figure = figures.json_chain(3, field, value)
    assert "All five blocks fit" in figure.sentence and "was not used" in figure.notes[0]


@pytest.mark.parametrize("value", ["99999999999999999999", "-1000000000000000"])
def test_a_number_that_is_too_large_is_still_a_number(value):
    (note,) = figures.json_chain(3, "amount", value).notes
    assert note == f"{shown(value)} was not used: it is too large; an amount has at most 15 digits."


def test_the_verdict_is_the_students():
    figure = figures.json_chain(2, "amount", "500", False, with_slot("first_broken", lambda chain, tip: None))
    assert "your first_broken says None of this chain; the reference says 2" in figure.notes[0]
    assert "This is not so" in figure.pictures[0].svg and "Nothing is broken" not in figure.pictures[0].svg
    figure = figures.json_chain(0, "amount", "1", False, with_slot("first_broken", lambda chain, tip: False))
    assert "says False" in figure.notes[0]


def test_another_spelling_gives_other_ids():
    def unsorted(block):
        return REFERENCE.canonical(block)[::-1]

    figure = figures.json_chain(2, "amount", "500", False, with_slot("canonical", unsorted))
    assert "by your canonical and hash256" in figure.notes[0]


# ---- 02a -----------------------------------------------------------------------------------------


def test_the_mining_slider_says_what_was_found_and_what_is_expected():
    figure = figures.mining(12.0, 30)
    assert (
        figure.sentence == "At 12.0 zero bits 30 blocks took 137,463 tries, 4,582 each; 4,096 are expected."
    )
    assert figure.table.rows[0] == ("1", "4,200", "4,201") and len(figure.table.rows) == 30
    words = [text.text for text in whole(figure)[0].iter(f"{SVG}text")]
    assert words.count("✗ too big") == 7 and words.count("✓ meets it") == 1
    assert {"137,462", "000b34973ed52339…", "137,463 tries", "30 of 30 found", "mean 4,582"} <= set(words)
    counts = [int(text.text) for text in whole(figure)[0].iter(f"{SVG}text") if text.get("font-size") == "11"]
    assert sum(counts) == 30
    assert "nothing is tried yet" in figures.mining(12.1, 30).sentence


def test_the_digit_that_decides_is_under_its_partner():
    root = whole(figures.mining(12.5, 30))[0]
    bold = [text for text in root.iter(f"{SVG}text") if text.get("font-weight") and len(text.text) == 1]
    target, best = (text for text in bold if text.get("class") == "m")
    assert (target.text, best.text) == ("b", "7") and target.get("x") == best.get("x")
    assert f"{target_of(12.5):064x}"[:5] == "000b5" and f"{example(12.5, 30).best[0]:064x}"[:5] == "0007c"


@pytest.mark.parametrize("tries", [1, 2**256, 2**255])
def test_a_wrong_number_of_tries_is_drawn_and_named(tries):
    for draw in (
        lambda rules: figures.mining(12.0, 30, rules),
        lambda rules: figures.mining_time(32.0, 0, rules),
    ):
        (note,) = draw(with_slot("expected_hashes", lambda target: tries)).notes
        assert note.startswith("your expected_hashes")


def test_a_wrong_verdict_on_a_try_is_named():
    figure = figures.mining(12.0, 30, with_slot("meets_target", lambda header, target: True))
    assert figure.notes == (
        "your meets_target says True of the try with nonce 137,455; the reference says False.",
    )
    assert figure.pictures[0].svg.count("✓ meets it") == 8


def test_what_a_bounded_search_says():
    stopped = Mined(target_of(20.0), 1, tries=4_000_000, best=(1 << 237, 5), ended="bound")
    sentence = figures.mining(20.0, 1, so_far=stopped).sentence
    assert "The last 4,000,000 tries found none: that happens to 1 run in 45 at" not in sentence
    assert "4,000,000 tries at 20.0 zero bits" in sentence and "1 run in 45." in sentence
    assert "Go on" in sentence and "fewer zero bits are quicker" in sentence
    half = replace(stopped, tries=540_672, ended="time")
    assert "that happens to 60% of runs" in figures.mining(20.0, 1, so_far=half).sentence
    hopeless = replace(stopped, tries=2**31)
    whole(figures.mining(4.0, 1, with_slot("expected_hashes", lambda target: 1), so_far=hopeless))


def test_the_price_list():
    rows = figures.mining_time(32.0, 0).table.rows
    assert [row[1] for row in rows] == ["32.0", "32.0", "45.8", "62.1", "78.9"]
    assert [row[3] for row in rows] == [
        "1.2 hours", "1.2 hours", "2.0 years", "160,000 years", "1.7 × 10^10 years",
    ]  # fmt: skip
    assert rows[1][2] == "4.3 × 10^9" and rows[3][2] == "5.1 × 10^18" and rows[4][2] == "5.5 × 10^23"
    assert "9.1 × 10^20 tries a second by all miners" in figures.mining_time(32.0, 0).sentence
    assert figures.mining_time(62.1, 6).table.rows[3][3] == "59 days"
    assert "measured just now" in figures.mining_time(9.0, 0, rate=870_000, measured=True).pictures[0].svg
    assert "measured" not in figures.mining_time(9.0, 0).pictures[0].svg


@pytest.mark.parametrize(("zero_bits", "power"), [(8.0, 12), (80.0, 0), (32.0, 12), (62.1, 9)])
def test_no_two_blocks_of_the_ladder_are_written_over_each_other(zero_bits, power):
    places = [
        float(text.get("y"))
        for text in whole(figures.mining_time(zero_bits, power))[0].iter(f"{SVG}text")
        if re.match("block|August 2026:", text.text)
    ]
    assert len([y for y in places if y < 550]) == 4
    labels = sorted(y for y in places if y < 550)
    assert all(b - a >= 33 for a, b in pairwise(labels))


def test_the_mail_box():
    figure = figures.mail_box()
    assert [row[3] for row in figure.table.rows] == [
        "✓ accepted", "✓ accepted", "✓ accepted", "✗ rule 3: fewer zeros than claimed",
        "✗ rule 3: fewer zeros than claimed", "✗ rule 6: used before",
    ]  # fmt: skip
    assert not figure.notes and figure.sentence == "Letters that are accepted: 1, 2, 3; refused: 4, 5, 6."
    assert figures.mail_box(stamp_ok) == figure


def test_the_rule_that_fails_is_the_first():
    assert [broken_rule(real_stamp("2004"), *args) for args in (
        ("foo", 20, DAYS, set()), ("foo", 21, DAYS, set()), ("foo", 20, (), set()), ("bar", 20, DAYS, set()),
        ("foo", 20, DAYS, {real_stamp("2004")}), ("bar", 20, (), {real_stamp("2004")}),
    )] == [0, 2, 4, 5, 6, 4]  # fmt: skip
    odd = (
        "",
        ":" * 6,
        "1:x:a:foo::b:c",
        "1:-1:a:foo::b:c",
        "1:²:a:foo::b:c",
        "1:20:a:foo::b",
        "1:9999:a:b:::",
    )
    assert [broken_rule(stamp, "foo", 1, DAYS, set()) for stamp in odd] == [1, 1, 2, 2, 2, 1, 2]
    for stamp in (*map(real_stamp, names()), *odd):
        for resource in ("foo", "sametcodes", "adam@cypherspace.org"):
            for bits in (0, 3, 20, 21):
                args = (resource, bits, DAYS, set())
                assert (broken_rule(stamp, *args) == 0) == stamp_ok(stamp, *args)
    assert len(LETTERS) == 6 and BITS == 20


def test_a_mail_box_with_a_broken_or_a_wrong_function():
    def endless(*args):
        while True:
            pass

    for function, why in (
        (failing(ValueError("mine")), "it raised ValueError: mine"),
        (lambda *args: TODO, "it is not written yet"),
        (lambda *args: None, "it returned NoneType"),
        (lambda *args: 1, "it returned int"),
        (lambda: True, "it raised TypeError"),
        (endless, "had not ended after"),
    ):
        figure = figures.mail_box(function)
        assert figure.pictures == figures.mail_box().pictures
        (note,) = figure.notes
        assert note.startswith("the reference stands in for your stamp_ok") and why in note
    figure = figures.mail_box(lambda stamp, resource, bits, days, seen: True)
    assert figure.notes == (
        "your stamp_ok says True of letter 4; the reference says False: fewer zeros than claimed.",
    )
    assert figure.table.rows[5][3] == "✓ accepted, though rule 6 fails"
    figure = figures.mail_box(lambda *args: False)
    assert "says False of letter 1; the reference says True: no rule fails." in figure.notes[0]
    assert figure.table.rows[0][3] == "✗ refused, though no rule fails"


def test_my_block_is_accepted_by_the_readers_own_chain():
    figure = figures.my_block()
    assert "After 382 tries (256 are expected) find_nonce gives 381" in figure.sentence
    assert "Chain(rules).accept(block) → True" in figure.pictures[0].svg and not figure.notes
    wrong = figures.my_block(with_slot("find_nonce", lambda *args: 380))
    assert wrong.sentence.endswith("a chain by your rules refuses block 1: high-hash.") and not wrong.notes
    deaf = figures.my_block(with_slot("meets_target", lambda header, target: False))
    assert "refuses block 1" in deaf.sentence
    odd = figures.my_block(with_slot("merkle_root", lambda txids: bytes(32)))
    assert "refuses block 1" in odd.sentence and "bad-txnmrklroot" in odd.sentence
    slip = figures.my_block(with_slot("merkle_root", failing(KeyError("mine"))))
    assert "refuses block 1: it raised KeyError: 'mine'." in slip.sentence


def test_the_price_of_a_repair():
    figure = figures.price_of_repair(8)
    assert (
        "needs 1,088 tries to mine blocks 2, 3 and 4 again (466, 357, 265); 768 are expected"
        in figure.sentence
    )
    linked, again = figure.table.rows[:5], figure.table.rows[5:]
    assert [row[4][0] for row in linked] == list("✓✓✗✗✗") and [row[4][0] for row in again] == list("✓✓✓✓✓")
    assert [row[1:] for row in linked[:2]] == [row[1:] for row in again[:2]]
    assert "199,977 tries" in figures.price_of_repair(16.0).sentence
    lazy = figures.price_of_repair(8, with_slot("find_nonce", lambda *args: 0))
    assert "needs 3 tries" in lazy.sentence and [row[4][0] for row in lazy.table.rows[5:]] == list("✓✓✗✗✗")
    for zero_bits in (3.9, 16.1):
        with pytest.raises(ValueError, match="between 4 and 16"):
            figures.price_of_repair(zero_bits)


@pytest.mark.parametrize("zero_bits", NONCES)
def test_the_nonces_that_are_known_are_those_that_are_found(zero_bits, monkeypatch):
    known = own_block._honest(zero_bits)
    monkeypatch.setattr(own_block, "NONCES", {})
    assert own_block._honest.__wrapped__(zero_bits) == known


# ---- the machine ---------------------------------------------------------------------------------


def test_machine_says_whose_each_part_is():
    figure = figures.machine(
        {"hash256": "yours", "merkle_root": "yours", "new_block": "reference (it raised)"}
    )
    assert f"2 of the {len(KEPT)} parts" in figure.sentence
    assert "Parts that are yours: hash256, merkle_root." in figure.pictures[0].alt
    assert ("new_block", "E1.12", "reference (it raised)") in figure.table.rows
    words = [text.text for text in whole(figure)[0].iter(f"{SVG}text")]
    assert (
        set(KEPT) <= set(words) and words.count("✓ yours") == 2 and words.count("reference") == len(KEPT) - 2
    )
    assert f"All {len(KEPT)} parts" in figures.machine(dict.fromkeys(KEPT, "yours")).sentence


def test_the_row_of_blocks_is_made_by_new_block():
    def forgetful(chain, transactions, time):
        return {**REFERENCE.new_block(chain, transactions, time), "previous_hash": "00" * 32}

    figure = figures.json_chain(4, "amount", "12", False, REFERENCE.filled({"new_block": forgetful}))
    assert "link broken" in figure.sentence and not figure.notes
    for broken in (lambda chain, transactions, time: {}, lambda chain, transactions, time: {"index": 1.5}):
        figure = figures.json_chain(4, "amount", "12", False, REFERENCE.filled({"new_block": broken}))
        assert "stands in for your new_block" in figure.notes[0]
        assert figure.pictures == figures.json_chain(4, "amount", "12").pictures


# ---- 02d -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zero_bits", "upper", "lower", "winner"),
    [(1.0, 10, 6, "upper"), (1.9, 10, 9, "upper"), (2.0, 10, 12, "lower"), (3.0, 10, 24, "lower")],
)
def test_the_flag_is_on_the_branch_with_more_work(zero_bits, upper, lower, winner):
    figure = figures.block_tree(zero_bits)
    whole(figure)
    assert f"{upper} tries against {lower}, and the flag is on the {winner} branch" in figure.sentence
    assert [row[-1] for row in figure.table.rows] == (
        ["✓ tip", "no"] if winner == "upper" else ["no", "✓ tip"]
    )


def test_the_tree_follows_a_wrong_choice_and_says_so():
    longest = with_slot("best_tip", lambda tips: tips[0])
    figure = figures.block_tree(3.0, longest)
    assert "the flag is on the upper branch" in figure.sentence
    assert figure.notes == ("your best_tip chooses the upper branch; the reference chooses the lower one.",)
    figure = figures.block_tree(3.0, with_slot("chain_work", len))
    assert "5 tries against 3" in figure.sentence and len(figure.notes) == 2


def test_what_the_faulty_nodes_answer():
    figure = figures.unmasked(fork_cases)
    assert "5 of the five nodes: A, B, C, D, E" in figure.sentence and not figure.notes
    assert figure.table.rows[0][:6] == ("a right node", "0", "1", "0", "1", "2")
    assert figure.table.rows[3][:4] == ("node C", "0", "none", "none")
    shy = figures.unmasked(lambda: [[(24, ""), (24, "")]])
    assert "1 of the five nodes: A." in shy.sentence
    assert [row[-1] for row in shy.table.rows[2:]] == ["still unknown"] * 4


def test_nothing_at_all_stops_the_pictures_of_nodes_and_races():
    right = figures.confirmations(0.3, 6, 7)
    assert right.table.rows[5] == ("6", "0.1564496", "0.1321112")
    for value in (TODO, 2.0, -0.1, *ODD):
        figure = figures.unmasked(lambda value=value: value)
        whole(figure)
        if type(value) is not list or value:  # no case at all is allowed, and unmasks nobody
            assert "an example takes the place of your fork_cases" in figure.notes[0]
        figure = figures.confirmations(0.3, 6, 7, *[lambda *args, value=value: value] * 2)
        whole(figure)
        assert len(figure.notes) == 2 and (figure.pictures, figure.table) == (right.pictures, right.table)


def test_another_formula_is_drawn_and_named():
    figure = figures.confirmations(0.3, 6, 7, lambda q, z: (q / (1 - q)) ** z)
    assert "the paper's formula says 0.0062" in figure.sentence
    assert figure.notes[0].startswith("your catch_up says 0.00619") and "0.1321112" in figure.notes[0]


def test_the_robbery_follows_wrong_words_and_other_rules():
    early = figures.robbery(0.6, 3, 7, with_slot("attacker_move", lambda h, s, z: "publish" if h else "mine"))
    assert "nothing had been delivered, so the merchant has lost nothing" in early.sentence
    assert early.notes[0].startswith("your attacker_move says publish at (1, 2, 3); the reference says mine")
    endless = figures.robbery(0.6, 1, 1, with_slot("attacker_move", lambda *state: "mine"))
    assert "the attack was cut off" in endless.sentence
    for slot in ("merkle_root", "hash256", "meets_target"):
        figure = figures.robbery(0.6, 3, 7, with_slot(slot, failing(ValueError("broken"))))
        assert figure.sentence == figures.robbery(0.6, 3, 7).sentence
        assert f"stands in for your {slot}: it raised" in figure.notes[0]


@pytest.mark.parametrize(
    ("z", "seed", "where"), [(3, 7, "after block 3"), (8, 2, "in the gap"), (2, 7, "after block 2")]
)
def test_goods_are_delivered_where_they_are(z, seed, where):
    """The dashed line follows the z-th public block, or is in the gap that hides it."""
    svg = figures.robbery(0.3, z, seed).pictures[0].svg
    (line,) = set(re.findall(r'M([\d.]+) [^"]*"[^>]*dasharray="5 4"', svg))
    if where == "in the gap":
        (gap,) = re.findall(r'x="([\d.]+)" y="304"', svg)
        assert float(line) == float(gap)
    else:
        (block,) = re.findall(rf'<text x="([\d.]+)" y="109"[^>]*>{z}</text>', svg)
        assert float(line) == float(block) + 22


def test_a_chance_a_little_below_nothing_is_drawn():
    figure = figures.confirmations(0.01, 11, 1, lambda q, z: -2.6e-17)
    assert figure.notes == ()
    assert "stands in" in figures.confirmations(0.01, 11, 1, lambda q, z: -0.1).notes[0]


def test_a_part_that_is_not_written_takes_no_part_in_a_scene():
    for value, why in (
        (TODO, "it is not written yet"),
        (3.5, "it returned float"),
        (None, "it returned NoneType"),
    ):
        rules = with_slot("best_tip", lambda tips, value=value: value)
        for draw in (figures.six_nodes, lambda rules: figures.robbery(0.6, 3, 7, rules)):
            figure = draw(rules)
            assert figure.sentence == draw(REFERENCE).sentence
            assert len(figure.notes) == 1 and f"stands in for your best_tip: {why}" in figure.notes[0]


def test_parts_that_are_too_strange_together_are_left_out_together():
    def picky(data):
        if len(data) == 81:
            raise ValueError("81")
        return hash256(data)

    def longer(header):
        return header.serialize() + b"x" if header.nonce else header.serialize()

    rules = REFERENCE.filled({"hash256": picky, "header_bytes": longer})
    figure = figures.robbery(0.6, 3, 7, rules)
    assert figure.sentence == figures.robbery(0.6, 3, 7).sentence and figure.notes


def test_six_nodes_agree_or_name_the_rule():
    assert "All six nodes end on one tip" in figures.six_nodes().sentence
    figure = figures.six_nodes(with_slot("best_tip", lambda tips: max(tips, key=lambda one: one.height)))
    assert "Block 18, at height 14" in figure.sentence and "difference is prefer" in figure.sentence
    assert [row[-1] for row in figure.table.rows] == ["stays at height 14"] * 3 + ["accepted"] * 3
    figure = figures.six_nodes(with_slot("subsidy", lambda height, params: 5_000_000_000))
    assert "bad-cb-amount" in figure.sentence and "difference is subsidy" in figure.sentence


def test_no_heading_of_the_machine_runs_into_its_count():
    """As "Transactions" did. A letter of the one is some 9 pixels wide in a browser, of the other 7."""
    drawn = figures.machine({}).pictures[0].svg
    marks = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]+)</text>', drawn)
    heads = [pair for pair in pairwise(marks[2:]) if re.fullmatch(r"\d+ of \d+", pair[1][2])]
    assert len(heads) == len(STAGES)
    for (x, y, title), (end, same, share) in heads:
        assert y == same and float(x) + 9 * len(title) + 4 < float(end) - 7 * len(share), title


def test_a_note_is_said_once():
    def broken(*arguments):
        return TODO

    figure = figures.wallet_file(unlock=broken)
    assert len(figure.notes) == 3
    assert figure.html.count("unlock_wallet: ") == figure.text.count("unlock_wallet: ") == 1


def test_six_nodes_show_a_tie_and_a_branch_that_breaks_a_rule():
    figure = figures.six_nodes()
    assert "nodes 1, 4, 5 are on 007ae389…, nodes 2, 3, 6 on 00ea19ca…" in figure.sentence
    assert "All six refuse them: bad-cb-amount, bad-prevblk." in figure.sentence
    assert figure.sentence in figure.pictures[0].alt and "a tie shaded" in figure.pictures[0].alt
    at_tie = [row[3] for row in figure.table.rows]
    assert at_tie == ["007ae389…", "00ea19ca…", "00ea19ca…", "007ae389…", "007ae389…", "00ea19ca…", ""]
    assert figure.table.rows[-1][-1] == "bad-cb-amount, bad-prevblk"
    assert figure.pictures[0].svg.count("✗") == 4  # two blocks, their reason, and the line that explains them


def test_six_nodes_show_who_leaves_a_tip_at_a_tie_and_who_takes_a_strangers_block():
    last_seen = with_slot("best_tip", lambda tips: max(reversed(tips), key=lambda one: one.chainwork))
    figure = figures.six_nodes(last_seen)
    assert "All six nodes end on one tip" in figure.sentence
    assert "nodes 1, 2, 3 left the tip that they saw first" in figure.sentence

    def generous(height, params):
        return REFERENCE.subsidy(height, params) * (2 if height >= 24 else 1)

    figure = figures.six_nodes(with_slot("subsidy", generous))
    assert "A stranger's block at height 24" in figure.sentence and "is subsidy" in figure.sentence
    assert [row[-1] for row in figure.table.rows] == ["accepted"] * 3 + ["bad-cb-amount"] * 4
