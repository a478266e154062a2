"""The coinbase of block 277,316, byte by byte, and on the scale: what it may take and what it takes."""

from dataclasses import replace

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.figures.lesson02c_coins import bitcoins
from blockkit.classroom.messages import say
from blockkit.classroom.trying.for_figures import Asker
from blockkit.data.coins import real_coinbase, real_fees
from blockkit.guards import need_int
from blockkit.params import MAINNET
from blockkit.transaction import OutPoint, Transaction

HEIGHT, BESIDE = 277_316, 277_315  # whose coinbase it is, and the block beside which a slide prints it


def _pieces(tx: Transaction) -> list[tuple[str, bytes]]:
    """The bytes of the coinbase in pieces, each with the key of its name."""
    raw, script = tx.serialize(), tx.inputs[0].script_sig
    sizes = [
        ("version", 4), ("inputs", 1), ("txid", 32), ("index", 4), ("size", 1), ("length", 1),
        ("height", script[0]), ("free", len(script) - 1 - script[0]), ("sequence", 4), ("outputs", 1),
        ("value", 8), ("lock", 36), ("time", 4),
    ]  # fmt: skip
    pieces, at = [], 0
    for name, size in sizes:
        pieces.append((name, raw[at : at + size]))
        at += size
    return pieces


def _digits(data: bytes) -> str:
    """Hex digits; of many bytes the first and the last."""
    return data.hex(" ") if len(data) <= 12 else f"{data[:4].hex(' ')} … {data[-3:].hex(' ')}"


def coinbase_bytes(rules: CourseRules = REFERENCE) -> Figure:
    """The bytes of a real coinbase, its script shaded, and the height that ``coinbase_height`` reads."""
    tx, ask = real_coinbase(HEIGHT), Asker(rules)
    script = tx.inputs[0].script_sig
    said = ask("coinbase_height", script, read=_need_height)
    pieces = _pieces(tx)
    facts = {
        "said": f"{said:,}",
        "height": f"{HEIGHT:,}",
        "beside": f"{BESIDE:,}",
        "bytes": len(tx.serialize()),
    }
    right = said == HEIGHT
    if not right:
        ask.notes.append(say("coins-other-height", **facts))
    drawing = svg.Drawing(776, 476, say("coins-bytes-title"))
    drawing.text(28, 64, say("coins-bytes-subtitle", **facts), 13, fill=palette.MUTED)
    shaded = {"length": palette.ORANGE_TINT, "height": palette.GREEN_TINT, "free": palette.PALE}
    for row, (name, data) in enumerate(pieces):
        y, fill = 98 + 25 * row, shaded.get(name, palette.PAPER)
        if name in shaded:
            stroke, line = (palette.GREEN_TEXT, 2.5) if name == "height" else (palette.GREY, 1)
            drawing.rect(160, y - 16, 318, 23, fill=fill, stroke=stroke, line=line)
        drawing.text(150, y, say(f"coins-piece-{name}"), 12, anchor="end", bold=name in shaded)
        drawing.text(168, y, _digits(data), 13, mono=True, on=fill)
    drawing.line(490, 98 + 25 * 5 - 16, 490, 98 + 25 * 7 + 8, stroke=palette.INK, line=2)
    drawing.text(500, 98 + 25 * 5, say("coins-bytes-script"), 12, bold=True)
    drawing.text(500, 98 + 25 * 5 + 18, say("coins-bytes-script-does"), 12, fill=palette.MUTED)
    _draw_slide(drawing, right)
    drawing.rect(28, 420, 720, 40, fill=palette.PALE, radius=10)
    call = f'coinbase_height(bytes.fromhex("{script[:4].hex()}…")) → {said}'
    drawing.text(44, 445, svg.shortened(call, 690, 14, mono=True), 14, bold=True, mono=True, on=palette.PALE)
    sentence = say("coins-bytes-sentence" if right else "coins-bytes-sentence-other", **facts)
    return Figure(
        pictures=(drawing.picture(say("coins-bytes-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(
            say("coins-bytes-table"),
            (say("what"), say("coins-piece-bytes"), say("coins-piece-hex")),
            tuple((say(f"coins-piece-{name}"), str(len(data)), data.hex()) for name, data in pieces),
        ),
        notes=tuple(ask.notes),
    )


def _need_height(value: object) -> int:
    return need_int(value, "a height", 0, 2**32 - 1)


def _draw_slide(drawing: svg.Drawing, right: bool) -> None:
    """The slide as it is, small, and where its coinbase belongs."""
    left, top = 510, 282
    drawing.rect(left, top, 238, 122, fill=palette.WHITE, stroke=palette.GREY, radius=6)
    drawing.text(left + 14, top + 24, say("coins-slide"), 12, bold=True, on=palette.WHITE)
    drawing.text(left + 14, top + 50, say("coins-slide-block", height=f"{BESIDE:,}"), 12, on=palette.WHITE)
    drawing.text(
        left + 14, top + 74, "coinbase 03 44 3b 04 …", 12, mono=True, struck=right, fill=palette.RUST_TEXT,
        on=palette.WHITE,
    )  # fmt: skip
    words = say("coins-slide-belongs" if right else "coins-slide-open", height=f"{HEIGHT:,}")
    drawing.text(left + 14, top + 102, words, 12, bold=True, on=palette.WHITE)


# ---- the scale -----------------------------------------------------------------------------------


def _cases() -> list[tuple[str, Transaction]]:
    """The real coinbase, and others that a miner might have liked."""
    tx = real_coinbase(HEIGHT)
    (txin,), output = tx.inputs, tx.outputs[0]
    allowed = output.value

    def paying(*values: int) -> Transaction:
        return replace(tx, outputs=tuple(replace(output, value=value) for value in values))

    return [
        ("real", tx),
        ("more", paying(allowed + 1)),
        ("less", paying(allowed - real_fees(HEIGHT))),
        ("negative", paying(6_000_000_000, allowed - 6_000_000_000)),
        ("twice", replace(tx, inputs=tx.inputs * 2)),
        ("spends", replace(tx, inputs=(replace(txin, prevout=OutPoint(tx.txid, 0)),))),
    ]


def coinbase_scale(rules: CourseRules = REFERENCE) -> Figure:
    """A scale with subsidy and fees on one side and the outputs on the other, and six verdicts."""
    ask, fees, cases = Asker(rules), real_fees(HEIGHT), _cases()
    said = [bool(one) for one in ask.each("coinbase_ok", [(tx, HEIGHT, fees, MAINNET) for _, tx in cases])]
    true = [REFERENCE.coinbase_ok(tx, HEIGHT, fees, MAINNET) for _, tx in cases]
    wrong = [name for (name, _), a, b in zip(cases, said, true, strict=True) if a != b]
    if wrong:
        ask.notes.append(
            say("coins-other-verdicts", cases=", ".join(say(f"coins-case-{one}") for one in wrong))
        )
    new = REFERENCE.subsidy(HEIGHT, MAINNET)
    taken = sum(output.value for output in cases[0][1].outputs)
    facts = {
        "new": bitcoins(new), "fees": bitcoins(fees), "taken": bitcoins(taken), "height": f"{HEIGHT:,}",
        "yes": sum(said), "all": len(said),
    }  # fmt: skip
    drawing = svg.Drawing(776, 396, say("coins-scale-title"))
    drawing.text(28, 64, say("coins-scale-subtitle", **facts), 13, fill=palette.MUTED)
    _draw_scale(drawing, facts)
    rows = []
    for row, ((name, tx), yes, bad) in enumerate(
        zip(cases, said, [name in wrong for name, _ in cases], strict=True)
    ):
        top = 84 + 50 * row
        outputs = " + ".join(bitcoins(output.value) for output in tx.outputs)
        fill, ink = palette.verdict(yes)
        drawing.rect(400, top, 348, 44, fill=palette.WHITE, stroke=palette.GREY, radius=8)
        drawing.text(414, top + 18, say(f"coins-case-{name}"), 12, bold=True, on=palette.WHITE)
        drawing.text(414, top + 36, outputs, 12, mono=True, on=palette.WHITE)
        words = say("coins-ok-yes" if yes else "coins-ok-no")
        drawing.tag(736, top + 22, words + (" ?" if bad else ""), fill=fill, ink=ink, anchor="end")
        rows.append((say(f"coins-case-{name}"), outputs, words, say("coins-no" if bad else "coins-yes")))
    sentence = say("coins-scale-sentence", **facts)
    headings = (say("what"), say("coins-outputs"), "coinbase_ok", say("coins-right"))
    return Figure(
        pictures=(drawing.picture(say("coins-scale-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(say("coins-scale-table"), headings, tuple(rows)),
        notes=tuple(ask.notes),
    )


def _draw_scale(drawing: svg.Drawing, facts: dict[str, object]) -> None:
    """A beam that is level: what may be taken hangs on the left, what is taken on the right."""
    middle, beam = 200, 124
    drawing.polygon([(middle, beam - 8), (middle - 9, beam + 8), (middle + 9, beam + 8)], fill=palette.INK)
    drawing.line(middle, beam, middle, 344, stroke=palette.INK, line=4)
    drawing.line(middle - 60, 344, middle + 60, 344, stroke=palette.INK, line=4)
    drawing.line(middle - 106, beam, middle + 106, beam, stroke=palette.INK, line=4)
    sides = [
        (94, "allowed", [(palette.SKY_TINT, "new"), (palette.ORANGE_TINT, "fees")]),
        (306, "taken", [(palette.GREEN_TINT, "taken")]),
    ]
    for x, side, weights in sides:
        pan = 268
        for end in (-62, 62):
            drawing.line(x, beam, x + end, pan, stroke=palette.GREY)
        drawing.line(x - 70, pan, x + 70, pan, stroke=palette.INK, line=4)
        for row, (fill, key) in enumerate(reversed(weights)):
            top = pan - 40 - 38 * row
            drawing.rect(x - 58, top, 116, 36, fill=fill, stroke=palette.INK, radius=4)
            drawing.text(x, top + 15, say(f"coins-weight-{key}"), 11, anchor="middle", on=fill)
            drawing.text(x, top + 30, str(facts[key]), 12, anchor="middle", bold=True, on=fill)
        drawing.text(x, pan + 22, say(f"coins-side-{side}"), 13, anchor="middle", bold=True)
    drawing.text(middle, 372, say("coins-scale-level"), 12, anchor="middle", fill=palette.MUTED)
