"""The widgets without a browser: controls move, pictures follow, nothing fails in silence."""

import json

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

pytest.importorskip("anywidget")

from blockkit.classroom import figures, widgets
from blockkit.classroom.course_rules import REFERENCE
from blockkit.classroom.messages import say
from blockkit.classroom.trying import calling
from blockkit.classroom.trying.plain import TODO
from blockkit.classroom.trying.time_limit import time_limit
from blockkit.classroom.widgets.kit import WIDGET_VIEW, DecimalRange, LabelledRange

ALL = {
    "fingerprint": widgets.fingerprint,
    "header": widgets.header,
    "merkle": widgets.merkle,
    "chain": widgets.chain,
    "mining": widgets.mining,
    "mining-time": widgets.mining_time,
    "changes": widgets.changes,
    "four-bytes": widgets.four_bytes,
    "jump": widgets.jump,
    "block-tree": widgets.block_tree,
    "confirmations": widgets.confirmations,
    "robbery": widgets.robbery,
    "curve": widgets.curve,
    "address-strip": widgets.address_strip,
    "transaction": widgets.transaction,
    "malleate": widgets.malleate,
    "stepper": widgets.stepper,
    "pasted-spend": widgets.pasted_spend,
    "pay": widgets.pay,
    "block-moves": widgets.block_moves,
    "split": widgets.split,
    "judge": widgets.judge,
}
MOVES = [
    ("fingerprint", "text", "abc"), ("fingerprint", "bit", 3), ("header", "height", 170),
    ("header", "field", "time"), ("header", "value", "7"), ("merkle", "count", 7), ("merkle", "leaf", 0),
    ("chain", "block", 1), ("chain", "field", "to"), ("chain", "value", "6"), ("chain", "repaired", True),
    ("mining", "zero_bits", 12.1), ("mining", "blocks", 3), ("mining-time", "zero_bits", 45.8),
    ("mining-time", "power", 6), ("changes", "height", 32_256), ("four-bytes", "text", "1903a30c"),
    ("jump", "factor", 0.1), ("jump", "minutes", 60), ("jump", "blocks", 10),
    ("block-tree", "zero_bits", 1.5), ("confirmations", "q", 0.1), ("confirmations", "z", 2),
    ("confirmations", "seed", 9), ("robbery", "q", 0.3), ("robbery", "z", 5), ("robbery", "seed", 8),
    ("curve", "p", 17), ("curve", "k", 16), ("address-strip", "key", 182),
    ("address-strip", "form", "65 bytes"), ("address-strip", "place", 12),
    ("transaction", "name", "f91d0a8a"), ("transaction", "field", "amount"),
    ("transaction", "signer", "input 0"), ("malleate", "name", "f91d0a8a"), ("malleate", "which", "high"),
    ("stepper", "program", "two of three"), ("stepper", "step", 6), ("stepper", "spoil", "key"),
    ("pasted-spend", "today", True), ("pasted-spend", "step", 1), ("pasted-spend", "text", "00"),
    ("pay", "coin_4", True), ("pay", "amount", 20_000), ("pay", "fee_rate", 0), ("pay", "change", False),
    ("block-moves", "which", "inside"), ("block-moves", "back", True), ("split", "mistake", "old-set"),
    ("judge", "seed", 8),
]  # fmt: skip


pytestmark = pytest.mark.filterwarnings("error")  # a warning would stand in the student's notebook


@pytest.fixture(params=ALL)
def widget(request):
    return ALL[request.param]()


def sentence(widget):
    return widget.pictures[0].drawn["sentence"]


@pytest.mark.parametrize(("name", "control", "value"), MOVES)
def test_each_control_changes_the_picture_and_reset_brings_it_back(name, control, value):
    widget = ALL[name]()
    before = widget.pictures[0].drawn
    widget.controls[control].value = value
    assert widget.pictures[0].drawn["top"] != before["top"]
    assert widget.pictures[0].drawn["sentence"] != before["sentence"]
    assert "bk-problem" not in widget.pictures[0].drawn["top"]
    widget.reset_button.click()
    assert widget.pictures[0].drawn == before


def test_one_move_is_one_redraw():
    drawn = []
    widget = widgets.header()
    widget.pictures[0].observe(lambda change: drawn.append(change.new["sentence"]), "drawn")
    widget.controls["field"].value = "bits"  # moves the value too
    assert len(drawn) == 1 and widget.controls["value"].value == "1d00ffff"


def test_at_most_three_controls_with_a_label_each(widget):
    kinds = [type(control).__name__ for control in widget.controls.values()]
    assert len([kind for kind in kinds if kind != "ToggleButton"]) <= 3
    for control in widget.controls.values():
        assert getattr(control, "label" if isinstance(control, LabelledRange) else "description")


def test_classes_for_the_browser_tests():
    for name, make in ALL.items():
        view = make().view
        assert f"bk-{name}" in view._dom_classes
        row, *pictures = view.children
        assert all("bk-picture" in picture._dom_classes for picture in pictures)
        assert [("bk-control" in child._dom_classes) for child in row.children[:-1]]


# ---- where no kernel runs ------------------------------------------------------------------------


def test_one_output_holds_the_widget_and_another_what_stands_in_for_it(widget):
    """In one output the second would be lost: an opened notebook chooses the widget, whose kernel is gone."""
    live, bundle = widget.outputs()
    assert list(live) == [WIDGET_VIEW, "text/html", "text/plain"]
    assert live[WIDGET_VIEW]["model_id"] == widget.view.model_id
    assert live["text/html"] == live["text/plain"] == ""
    assert list(bundle) == ["text/html", "text/plain"]
    assert widget.view.model_id not in bundle["text/html"]  # which is committed, the same every time
    pictures = sum(len(figure.pictures) for figure in widget.still().figures)
    assert bundle["text/html"].count("<img alt=") == pictures > 0
    assert say("live-version") in bundle["text/html"].partition("<img")[0]
    assert bundle["text/plain"].startswith(say("live-version"))
    assert all(figure.sentence in bundle["text/plain"] for figure in widget.still().figures)
    json.dumps([live, bundle])


def test_a_cell_shows_both_outputs(widget):
    shell = InteractiveShell.instance()
    try:
        with capture_output() as shown:
            shell.display_formatter.format(widget)
    finally:
        InteractiveShell.clear_instance()
    assert [one.data for one in shown.outputs] == widget.outputs()


def test_what_stands_in_is_the_same_every_time(widget):
    assert widget.still().html == type(widget).still(widget).html
    for make in ALL.values():
        assert make().still() == make().still()


# ---- when something is wrong ---------------------------------------------------------------------


def test_a_failing_part_is_named_and_waited_for_once(monkeypatch):
    monkeypatch.setattr(calling, "time_limit", lambda seconds: time_limit(min(seconds, 0.05)))
    calls = []

    def merkle_root(txids):
        calls.append(txids)
        while True:
            pass

    widget = widgets.merkle(REFERENCE.using(merkle_root))
    assert "stands in for your merkle_root" in widget.pictures[0].drawn["top"]
    widget.controls["leaf"].value = 1
    assert "stands in for your merkle_root" in widget.pictures[0].drawn["top"]
    html = widget.still().html
    assert len(calls) == 1 and html.count("stands in for your merkle_root") == 1


def test_an_error_in_a_callback_is_seen(widget, monkeypatch):
    def broken(**values):
        raise RuntimeError("<what?>")

    widget.draw[0] = broken
    widget.redraw()
    top = widget.pictures[0].drawn["top"]
    assert 'role="alert"' in top and "RuntimeError" in top and "&lt;what?&gt;" in top


def test_an_error_in_following_is_seen(widget):
    def follow(key):
        raise RuntimeError("lost")

    widget.follow = follow
    key, control = next(iter(widget.controls.items()))
    widget.changed(key)
    # The redraw that follows may succeed; the message must not be lost without a trace.
    assert "lost" in widget.pictures[0].drawn["top"]
    widget.reset()
    assert control.value == widget._start[key]


def test_a_value_out_of_range_is_a_message():
    widget = widgets.merkle()
    widget.controls["count"].value = 99
    assert "must lie between 1 and 13" in widget.pictures[0].drawn["top"]
    widget.reset()
    assert "transaction 5 is among 11" in sentence(widget)


# ---- each widget's own ---------------------------------------------------------------------------


def test_the_bit_stays_inside_the_text():
    widget = widgets.fingerprint()
    bit = widget.controls["bit"]
    assert (bit.max, bit.unit) == (167, "of 168 bits")
    widget.controls["text"].value = "é"
    assert (bit.value, bit.max, bit.unit) == (15, 15, "of 16 bits")
    widget.controls["text"].value = ""
    assert bit.max == 0 and "no bit" in sentence(widget)


def test_the_first_widget_of_the_course_begins_with_the_text_it_is_given():
    widget = widgets.your_text("A headline", 7)
    assert widget.values == {"text": "A headline", "bit": 7}
    assert len(widget.pictures) == len(widget.still().figures) == 1  # no histogram: that is a later surprise
    widget.controls["text"].value = "another"
    assert "“another”" in sentence(widget)


def test_two_pictures_say_only_once_who_stands_in():
    unwritten = dict.fromkeys(("sha256_hex", "changed_bits"), lambda *_: TODO)
    widget = widgets.fingerprint(REFERENCE.filled(unwritten))
    tops = [picture.drawn["top"] for picture in widget.pictures]
    assert [top.count("The reason for each: it is not written yet") for top in tops] == [1, 0]
    assert [top.count("<img") for top in tops] == [1, 1]


def test_the_histogram_is_drawn_once_a_text(monkeypatch):
    texts = []
    avalanche = figures.avalanche
    monkeypatch.setattr(
        figures, "avalanche", lambda text, rules: texts.append(text) or avalanche(text, rules)
    )
    widget = widgets.fingerprint()
    for bit in range(5):
        widget.controls["bit"].value = bit
    widget.controls["text"].value = "abc"
    assert texts == ["The Times 03/Jan/2009", "abc"]
    assert "24 single-bit changes" in widget.pictures[1].drawn["sentence"]


def test_the_value_follows_the_field():
    widget = widgets.header()
    widget.controls["height"].value = 277316
    assert widget.controls["value"].value == "924591752" and "unchanged" in sentence(widget)
    widget.controls["value"].value = "soon"
    assert "&#x27;soon&#x27; was not used" in widget.pictures[0].drawn["top"]


def test_a_click_on_a_leaf_chooses_it():
    widget = widgets.merkle()
    assert [spot["value"] for spot in widget.pictures[0].drawn["spots"][0]] == list(range(11))
    widget.pictures[0]._handle_custom_msg({"clicked": 8}, [])
    assert widget.controls["leaf"].value == 8 and "transaction 8" in sentence(widget)


def test_repairing_ends_with_the_next_edit():
    widget = widgets.chain()
    widget.controls["repaired"].value = True
    assert "shows the edit" in sentence(widget)
    widget.controls["value"].value = "501"
    assert not widget.controls["repaired"].value and "link broken at 2" in sentence(widget)
    widget.controls["block"].value = 4
    assert widget.controls["value"].value == "12" and "All five blocks fit" in sentence(widget)


def test_the_button_that_stays_down_shows_it_by_more_than_a_colour():
    widget = widgets.chain()
    for pressed in (True, False):
        widget.controls["repaired"].value = pressed
        assert widget.controls["repaired"].icon == ("check" if pressed else "")


# ---- ranges --------------------------------------------------------------------------------------


def test_a_decimal_is_the_float_that_is_written_so():
    control = DecimalRange(value=12.0, min=4.0, max=20.0)
    for sent, value in ((12.3, 12.3), (12, 12.0), (0.1 * 123, 12.3), (12.34, 12.3)):
        control.value = sent
        assert control.value == value and type(control.value) is float
    control.between(4.0, 8.0)
    assert control.value == 8.0
    assert LabelledRange(value=3).places == 0 and control.places == 1 and control.step == 0.1


def test_a_labelled_range_keeps_its_value_between_its_ends():
    control = LabelledRange(value=9, min=0, max=10)
    control.between(2, 5)
    assert (control.min, control.max, control.value) == (2, 5, 5)
    control.between(7, 20)
    assert (control.min, control.max, control.value) == (7, 20, 7)
