"""The pictures of lesson 03b: an arrow from input to output, what a digest protects, a twin, bytes hashed."""

from dataclasses import replace
from math import log10
from typing import Any

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.differences import same
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.figures.lesson02c_coins import bitcoins
from blockkit.classroom.messages import say
from blockkit.classroom.real_signatures import real_signature
from blockkit.classroom.shapes import ALL, bare, signed_copy
from blockkit.classroom.trying.for_figures import Asker
from blockkit.classroom.trying.plain import plain
from blockkit.data.payments import BEFORE, real_payment, spent_by
from blockkit.digests import Spending, witness_sighash
from blockkit.encoding import encode_varint
from blockkit.errors import shown
from blockkit.hashing import to_display
from blockkit.keys import encode_der, parse_der, verify
from blockkit.templates import p2pkh
from blockkit.transaction import Transaction

# ---- from an input to an output ------------------------------------------------------------------


def spent(name: str, rules: CourseRules = REFERENCE) -> Figure:
    """A payment and the transaction whose output it spends, as the reader's ``parse_tx`` reads both."""
    if name not in BEFORE:
        raise ValueError(f"one of {', '.join(BEFORE)}, got {shown(name)}")
    ask = Asker(rules)
    raws = [real_payment(one).stripped() for one in (BEFORE[name], name)]
    txs = ask.each("parse_tx", [(raw,) for raw in raws], read=_transaction_to_draw)
    if not all(same(tx, REFERENCE.parse_tx(raw)) for tx, raw in zip(txs, raws, strict=True)):
        ask.notes.append(say("spent-other"))
    ids = ask.each("txid", [(tx,) for tx in txs], read=_text)
    earlier, later = txs
    index = min(later.inputs[0].prevout.index, len(earlier.outputs) - 1)
    inside, outside = earlier.outputs[index].value, sum(output.value for output in later.outputs)
    high = 128 + 34 * max(len(tx.inputs) + len(tx.outputs) for tx in txs)
    drawing = svg.Drawing(776, high + 150, say("spent-title"))
    drawing.text(28, 64, say("spent-subtitle"), 13, fill=palette.MUTED)
    for x, tx, txid in ((28, earlier, ids[0]), (428, later, ids[1])):
        _draw_card(drawing, x, 84, high, tx, txid)
    below = 84 + 76 + 34 * len(earlier.inputs) + 44 + 34 * index
    drawing.arrow(440, 84 + 76, 342, below, stroke=palette.INK, line=2.5)
    sums = {"inside": bitcoins(inside), "out": bitcoins(outside), "fee": bitcoins(inside - outside)}
    drawing.rect(28, high + 98, 720, 38, fill=palette.PALE, radius=10)
    drawing.text(388, high + 122, say("spent-sum", **sums), 14, anchor="middle", bold=True, on=palette.PALE)
    facts = {"txid": ids[1][:8], "index": index, "before": ids[0][:8], "value": f"{inside:,}"}
    sentence = say("spent-sentence", **facts, fee=f"{inside - outside:,}")
    rows = [
        (txid[:16], part, value)
        for tx, txid in zip(txs, ids, strict=True)
        for part, value in [(say("spent-inputs"), _input_words(tx, place)) for place in range(len(tx.inputs))]
        + [(say("spent-outputs"), f"{place}: {o.value:,}") for place, o in enumerate(tx.outputs)]
    ]
    heads = (say("spent-which"), say("spent-part"), say("spent-value"))
    return Figure(
        pictures=(drawing.picture(say("spent-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(say("spent-table"), heads, tuple(rows)),
        notes=tuple(ask.notes),
    )


def _transaction_to_draw(value: Any) -> Transaction:
    """A transaction that can be drawn; its fields are looked at as plain data."""
    tx = plain(value)
    if type(tx) is not Transaction:
        raise TypeError(shown(value))
    tx.need_fields()
    if not 1 <= len(tx.inputs) <= 3 or not 1 <= len(tx.outputs) <= 4:
        raise ValueError(shown(value))
    return tx


def _text(value: Any) -> str:
    if type(value) is not str or len(value) != 64 or not value.isalnum():
        raise ValueError(shown(value))
    return value


def _input_words(tx: Transaction, place: int) -> str:
    if tx.is_coinbase:
        return say("spent-nothing")
    coin = tx.inputs[place].prevout
    return say("spent-input", txid=to_display(coin.txid)[:8], index=coin.index)


def _draw_card(drawing: svg.Drawing, x: float, top: float, high: float, tx: Transaction, txid: str) -> None:
    """A transaction: its id, its inputs, its outputs."""
    drawing.rect(x, top, 320, high, fill=palette.WHITE, stroke=palette.GREY, radius=10)
    drawing.text(x + 16, top + 26, f"{txid[:16]}…", 13, bold=True, mono=True, on=palette.WHITE)
    drawing.text(x + 16, top + 52, say("spent-inputs"), 12, fill=palette.MUTED, on=palette.WHITE)
    y = top + 76
    for place in range(len(tx.inputs)):
        drawing.tag(x + 16, y, _input_words(tx, place), fill=palette.SKY_TINT, stroke=palette.BLUE)
        y += 34
    drawing.text(x + 16, y + 16, say("spent-outputs"), 12, fill=palette.MUTED, on=palette.WHITE)
    for place, output in enumerate(tx.outputs):
        words = say("spent-output", index=place, bitcoins=bitcoins(output.value))
        drawing.tag(x + 304, y + 44, words, fill=palette.GREEN_TINT, stroke=palette.GREEN_TEXT, anchor="end")
        y += 34


# ---- what a digest protects ----------------------------------------------------------------------


def signed_bytes(rules: CourseRules = REFERENCE) -> Figure:
    """The slides' payment and three changes of it: with whose digest does the signature verify?"""
    ask, tx = Asker(rules), bare(real_payment("0627052b"))
    first, rest = tx.outputs[0], tx.outputs[1:]
    cases = [
        ("same", tx),
        ("amount", replace(tx, outputs=(replace(first, value=first.value + 1), *rest))),
        ("payee", replace(tx, outputs=(replace(first, script_pubkey=p2pkh(bytes(20))), *rest))),
        ("script", replace(tx, inputs=(replace(tx.inputs[0], script_sig=b"\x51"),))),
    ]
    code, key = spent_by("0627052b").script_pubkey, real_signature("slides").key_bytes
    signature = tx.inputs[0].script_sig[1:72]
    digests = ask.each("sighash_all", [(one, 0, code) for _, one in cases], read=_digest)
    verdicts = [verify(key, digest, signature) for digest in digests]
    for (name, one), said in zip(cases, verdicts, strict=True):
        right = verify(key, REFERENCE.sighash_all(one, 0, code), signature)
        if said != right:
            both = [say(f"signed-note-{verdict}".lower()) for verdict in (said, right)]
            ask.notes.append(say("signed-note", case=say(f"signed-case-{name}"), said=both[0], right=both[1]))
    size = len(REFERENCE.serialize_tx(signed_copy(tx, 0, code)) + ALL)
    drawing = svg.Drawing(776, 376, say("signed-title"))
    drawing.text(28, 64, say("signed-subtitle", size=size), 13, fill=palette.MUTED)
    _draw_strip(drawing, tx, code)
    rows = []
    for place, ((name, _), digest, verdict) in enumerate(zip(cases, digests, verdicts, strict=True)):
        words = say(f"signed-{verdict}".lower())
        _draw_case(drawing, 168 + 48 * place, say(f"signed-case-{name}"), digest, verdict, words)
        rows.append((say(f"signed-case-{name}"), digest.hex(), words))
    sentence = say("signed-sentence", true=sum(verdicts), count=len(cases))
    heads = (say("signed-case"), say("signed-digest"), say("signed-verdict"))
    return Figure(
        pictures=(drawing.picture(say("signed-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(say("signed-table"), heads, tuple(rows)),
        notes=tuple(ask.notes),
    )


def _digest(value: Any) -> bytes:
    if type(value) is not bytes or len(value) != 32:
        raise ValueError(shown(value))
    return value


def _draw_strip(drawing: svg.Drawing, tx: Transaction, code: bytes) -> None:
    """What is hashed, in four parts, each as wide as it is long."""
    outputs = sum(len(output.serialize()) for output in tx.outputs)
    parts = [
        ("start", 4 + 1 + 36, palette.SKY_TINT, palette.BLUE),
        ("code", 1 + len(code), palette.ORANGE_TINT, palette.BROWN),
        ("outputs", 4 + 1 + outputs, palette.GREEN_TINT, palette.GREEN_TEXT),
        ("end", 8, palette.PALE, palette.GREY),
    ]
    whole, x = sum(size for _, size, _, _ in parts), 28.0
    for name, size, fill, stroke in parts:
        wide = 320 * size / whole + 100
        drawing.rect(x, 84, wide - 4, 58, fill=fill, stroke=stroke, radius=6)
        drawing.text(x + (wide - 4) / 2, 106, say(f"signed-{name}"), 11, anchor="middle", on=fill)
        drawing.text(x + (wide - 4) / 2, 130, str(size), 16, anchor="middle", bold=True, on=fill)
        x += wide


def _draw_case(drawing: svg.Drawing, top: float, name: str, digest: bytes, verdict: bool, words: str) -> None:
    drawing.rect(28, top, 720, 40, fill=palette.PALE, radius=8)
    drawing.text(44, top + 25, name, 13, bold=True, on=palette.PALE)
    drawing.text(300, top + 25, f"{digest[:14].hex()}…", 12, mono=True, on=palette.PALE)
    fill, ink = palette.RUST_TINT, palette.RUST_TEXT
    if verdict:
        fill, ink = palette.GREEN_TINT, palette.GREEN_TEXT
    words, dash = f"{'✓' if verdict else '✗'} {words}", "" if verdict else "4 3"
    drawing.tag(736, top + 20, words, fill=fill, ink=ink, stroke=ink, dash=dash, anchor="end")


# ---- the twin ------------------------------------------------------------------------------------

MALLEABLE = ("f4184fc5", "f91d0a8a")
LOW, HIGH = "low", "high"
WHICH = (LOW, HIGH)


def malleate(name: str, which: str = HIGH, rules: CourseRules = REFERENCE) -> Figure:
    """A payment as it was sent, and with the s that somebody chose on the way: what becomes of its id?"""
    if name not in MALLEABLE or which not in WHICH:
        raise ValueError(f"one of {MALLEABLE}, of {WHICH}, got {shown((name, which))}")
    ask, tx = Asker(rules), real_payment(name)
    r, s = parse_der(_signature(tx)) or (0, 0)
    is_low = bool(ask("is_low_s", s, read=_yes_or_no))
    right = REFERENCE.is_low_s(s)
    if is_low != right:
        ask.notes.append(say("malleate-low-wrong", said=is_low, right=right))
    pair = (r, s)
    if right != (which == LOW):
        pair = tuple(ask("twin", r, s, read=_two_numbers))
    other = _with_signature(tx, encode_der(*pair) + b"\1")
    good = _verifies(name, other)
    columns = [(tx, s, True), (other, pair[1], good)]
    texts = [_texts(one, number, verdict) for one, number, verdict in columns]
    drawing = svg.Drawing(776, 366, say("malleate-title"))
    drawing.text(28, 64, f"{name}…: {say(f'malleate-{name}')}", 13, fill=palette.MUTED)
    for x, head in ((166, "malleate-before"), (472, "malleate-after")):
        drawing.text(x, 96, say(head), 13, bold=True)
    rows = []
    for place, (key, before) in enumerate(texts[0].items()):
        after, y = texts[1][key], 112 + 48 * place
        changed = before != after
        drawing.rect(28, y, 720, 42, fill=palette.PALE, radius=8)
        drawing.text(40, y + 26, say(f"malleate-{key}"), 12, bold=True, on=palette.PALE)
        drawing.text(
            166, y + 26, _short(before), 13, mono=True, struck=changed,
            fill=palette.MUTED if changed else palette.INK, on=palette.PALE,
        )  # fmt: skip
        drawing.text(472, y + 26, _short(after), 13, mono=True, bold=changed, on=palette.PALE)
        words = say("malleate-changed" if changed else "malleate-same")
        ink = palette.RUST_TEXT if changed else palette.GREEN_TEXT
        fill = palette.RUST_TINT if changed else palette.GREEN_TINT
        drawing.tag(
            736, y + 21, f"{'≠' if changed else '='} {words}", fill=fill, ink=ink, stroke=ink,
            dash="4 3" if changed else "", anchor="end",
        )  # fmt: skip
        rows.append((say(f"malleate-{key}"), before, after, words))
    ids = [to_display(one.txid)[:8] for one in (tx, other)]
    if not good:
        sentence = say("malleate-sentence-false")
    elif pair == (r, s):
        sentence = say("malleate-sentence-same", name=name)
    elif ids[0] == ids[1]:
        sentence = say("malleate-sentence-keeps", txid=ids[0])
    else:
        sentence = say("malleate-sentence-loses", before=ids[0], after=ids[1])
    heads = (say("malleate-part"), say("malleate-before"), say("malleate-after"), "")
    return Figure(
        pictures=(drawing.picture(say("malleate-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(say("malleate-table"), heads, tuple(rows)),
        notes=tuple(ask.notes),
    )


def _yes_or_no(value: Any) -> bool:
    if type(value) is not bool:
        raise TypeError(shown(value))
    return value


def _two_numbers(value: Any) -> tuple[int, int]:
    """Two numbers that can be written as a signature."""
    if type(value) not in (tuple, list) or len(value) != 2 or not all(type(one) is int for one in value):
        raise TypeError(shown(value))
    if not all(0 < one < 2**256 for one in value):
        raise ValueError(shown(value))
    return value[0], value[1]


def _signature(tx: Transaction) -> bytes:
    """The DER bytes of its only signature, without the hash type."""
    if tx.witnesses:
        return tx.witnesses[0][0][:-1]
    return tx.inputs[0].script_sig[1:-1]


def _with_signature(tx: Transaction, signature: bytes) -> Transaction:
    if tx.witnesses:
        return replace(tx, witnesses=((signature, *tx.witnesses[0][1:]),))
    script = encode_varint(len(signature)) + signature
    return replace(tx, inputs=(replace(tx.inputs[0], script_sig=script),))


def _verifies(name: str, tx: Transaction) -> bool:
    """Does the network take it?"""
    coin = spent_by(name)
    if tx.witnesses:
        digest = witness_sighash(Spending(tx, [coin]), 0, p2pkh(coin.script_pubkey[2:]))
        return verify(tx.witnesses[0][1], digest, _signature(tx))
    return verify(
        coin.script_pubkey[1:-1], REFERENCE.sighash_all(bare(tx), 0, coin.script_pubkey), _signature(tx)
    )


def _texts(tx: Transaction, s: int, good: bool) -> dict[str, str]:
    return {
        "s": f"{s:064x}",
        "valid": say(f"malleate-{good}".lower()),
        "size": str(len(tx.serialize())),
        "id": to_display(tx.txid),
        "wtxid": to_display(tx.wtxid),
    }


def _short(text: str) -> str:
    return text if len(text) < 24 else f"{text[:8]}…{text[-8:]}"


# ---- how much is hashed --------------------------------------------------------------------------

COUNTS = (10, 100, 1_000)
BLANK, CODE = 41, 25  # bytes of an input without its script, and of the script code
OUTPUTS = 2 * 34  # bytes of two outputs
A_POWER = 74  # pixels from one power of ten to the next


def hashed_in_2009(inputs: int) -> int:
    """The bytes that all the signatures of a payment hash: for each of them all of it again."""
    each = 4 + len(encode_varint(inputs)) + BLANK * inputs + CODE + 1 + OUTPUTS + 4 + 4
    return inputs * each


def hashed_in_2017(inputs: int) -> int:
    """The same by BIP 143: what all share once, and then 182 bytes for each signature."""
    shared = (36 + 4) * inputs + OUTPUTS
    each = 4 + 32 + 32 + 36 + 1 + CODE + 8 + 4 + 32 + 4 + 4
    return shared + inputs * each


def bytes_hashed() -> Figure:
    """The bytes hashed for 10, 100 and 1,000 inputs, in both ways."""
    drawing = svg.Drawing(776, 344, say("hashed-title"))
    drawing.text(28, 64, say("hashed-subtitle"), 13, fill=palette.MUTED)
    rows = []
    for power in range(2, 8):
        x = 224 + A_POWER * (power - 2)
        drawing.line(x, 86, x, 312, line=1, dash="2 4")
        drawing.text(x, 326, f"{10**power:,}", 11, anchor="middle", fill=palette.MUTED)
    for place, count in enumerate(COUNTS):
        top = 88 + 78 * place
        old, new = hashed_in_2009(count), hashed_in_2017(count)
        drawing.text(28, top + 34, say("hashed-inputs", count=f"{count:,}"), 13, bold=True)
        for y, key, value, fill, stroke, dash in (
            (top, "hashed-old", old, palette.ORANGE_TINT, palette.BROWN, "5 3"),
            (top + 30, "hashed-new", new, palette.SKY_TINT, palette.BLUE, ""),
        ):
            wide = A_POWER * (log10(value) - 2)
            drawing.rect(224, y + 6, wide, 22, fill=fill, stroke=stroke, dash=dash, line=1.5, radius=4)
            drawing.text(214, y + 22, say(key), 12, anchor="end")
            words = f"{value:,}"
            drawing.rect(
                224 + wide + 6, y + 8, svg.width_of(words, 13, bold=True) + 4, 18, fill=palette.PAPER
            )  # over the lines of the scale
            drawing.text(224 + wide + 10, y + 22, words, 13, bold=True)
        rows.append((f"{count:,}", f"{old:,}", f"{new:,}"))
    old, new = hashed_in_2009(1_000), hashed_in_2017(1_000)
    sentence = say("hashed-sentence", old=f"{old:,}", new=f"{new:,}", times=old // new)
    heads = (say("hashed-count"), say("hashed-old"), say("hashed-new"))
    return Figure(
        pictures=(drawing.picture(say("hashed-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(say("hashed-table"), heads, tuple(rows)),
    )
