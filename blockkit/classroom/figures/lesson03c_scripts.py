"""The pictures of lesson 03c that show a stack: a film of a whole program, and one step of it."""

from collections.abc import Sequence

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.messages import say
from blockkit.classroom.own_spend import TODAY, why_not
from blockkit.classroom.pasting import pasted
from blockkit.classroom.real_spends import RealSpend, real_spend
from blockkit.classroom.stepping import OLD, SPOILS, Frame, Run, run_of, spoilt
from blockkit.classroom.trying.for_figures import Asker
from blockkit.errors import shown
from blockkit.keys import has_key_size, is_strict_der
from blockkit.opcodes import is_true
from blockkit.script import decode_number, redeem_script
from blockkit.taproot import has_annex
from blockkit.templates import is_p2tr, is_p2wsh

PROGRAMS = ("block 170", "slides", "two of three", "time lock", "p2wpkh", "taproot-key")
FILMS = PROGRAMS[:4]

LAST = 10_000  # a step beyond the last, for which the last is shown
MOST_UNREACHED = 20  # steps behind the one that fails that are drawn
DEEPEST = 8  # items of a stack that are drawn


# ---- what an item is -----------------------------------------------------------------------------


def name_of(item: bytes, spend: RealSpend) -> str:
    """What an item of a stack probably is."""
    if item in spend.people:
        kind = "stack-key-of" if has_key_size(item) else "stack-signature-of"
        return say(kind, person=spend.people[item])
    if item == b"":
        return say("stack-empty")
    if role := _role(item, spend):
        return say(f"stack-{role}")
    if is_strict_der(item) or len(item) == 64:
        return say("stack-signature")
    if has_key_size(item) and item[0] in (2, 3, 4):
        return say("stack-key")
    if len(item) == 20:
        return say("stack-hash")
    if len(item) == 32:
        return say("stack-key-or-hash")
    if len(item) <= 5:
        return say("stack-number", number=decode_number(item, size=5))
    return say("stack-bytes", size=len(item))


def _role(item: bytes, spend: RealSpend) -> str:
    """What an item of the witness is by its place: "script", "proof", "annex", "signature"; "" for others."""
    witness, lock = spend.tx.witness(spend.index), spend.script_pubkey
    if item not in witness:
        return ""
    if not is_p2tr(lock):
        last = witness[-1] if is_p2wsh(lock) or is_p2wsh(redeem_script(spend.script_sig, lock)) else None
        return "script" if item == last else ""
    if has_annex(witness):
        if item == witness[-1]:
            return "annex"
        witness = witness[:-1]
    if len(witness) > 1 and item in witness[-2:]:
        return "script" if item == witness[-2] else "proof"
    return "signature" if len(item) in (64, 65) else ""


def short(item: bytes) -> str:
    """An item's first bytes."""
    return item[:4].hex() + ("…" if len(item) > 4 else "")


def step_name(step: bytes | str | None, spend: RealSpend) -> str:
    """A step as a tile shows it."""
    if step is None:
        return ""
    return step if isinstance(step, str) else name_of(step, spend)


def looks(item: bytes) -> tuple[str, str, str]:
    """Fill, outline and dashes of a box for an item: what is false is dashed."""
    if not is_true(item):
        return palette.RUST_TINT, palette.RUST_TEXT, "4 3"
    if item == b"\1":
        return palette.GREEN_TINT, palette.GREEN_TEXT, ""
    return palette.SKY_TINT, palette.BLUE, ""


def _words_of(name: str) -> str:
    """The message that says what a spend is."""
    return f"spend-{name.replace(' ', '-')}"


def _need(name: str, options: Sequence[str]) -> None:
    if name not in options:
        raise ValueError(f"there are {', '.join(options)}; got {shown(name)}")


# ---- a film --------------------------------------------------------------------------------------

COLUMN, BOX, FLOOR = 103, 40, 330  # pixels: a frame's width, a box's height, and where stacks stand


def script_film(name: str, rules: CourseRules = REFERENCE) -> Figure:
    """All steps of a spend side by side, the stack as boxes that come and go."""
    _need(name, FILMS)
    spend, ask = real_spend(name), Asker(rules)
    run = run_of(spend, ask)
    frames = run.frames[1:]
    rows = -(-len(frames) // 7)
    drawing = svg.Drawing(776, 66 + 300 * rows, say("film-title", name=say(_words_of(name))))
    drawing.text(28, 62, say("film-subtitle"), 13, fill=palette.MUTED)
    for number, frame in enumerate(frames):
        left, top = 28 + COLUMN * (number % 7), 300 * (number // 7)
        _draw_frame(drawing, left, top, number + 1, frame, spend)
        if number == len(frames) - 1:
            _draw_end(drawing, left, top, frame, run)
    sentence = _sentence(run)
    return Figure(
        pictures=(drawing.picture(say("film-alt", count=len(frames)) + " " + sentence),),
        sentence=sentence,
        table=_table(run),
        notes=tuple(dict.fromkeys(run.notes)),
    )


def _draw_frame(
    drawing: svg.Drawing, left: float, top: float, number: int, frame: Frame, spend: RealSpend
) -> None:
    """The step above, its stack below."""
    fill = palette.ORANGE_TINT if frame.part == "unlocking" else palette.PALE
    drawing.rect(left, top + 78, COLUMN - 7, 34, fill=fill, radius=8)
    words = step_name(frame.step, spend).removeprefix("OP_")
    drawing.text(left + 6, top + 91, str(number), 11, fill=palette.INK, on=fill)
    wide = svg.shortened(words, COLUMN - 20, 11)
    drawing.text(left + COLUMN / 2 - 3, top + 106, wide, 11, anchor="middle", bold=True, on=fill)
    drawing.line(left, top + FLOOR, left + COLUMN - 7, top + FLOOR, stroke=palette.GREY)
    for place, item in enumerate(frame.stack[-5:]):
        _draw_item(drawing, left, top + FLOOR - 2 - BOX * (place + 1), COLUMN - 7, item, spend)


def _draw_item(
    drawing: svg.Drawing, left: float, top: float, width: float, item: bytes, spend: RealSpend
) -> None:
    fill, ink, dash = looks(item)
    drawing.rect(left, top + 2, width, BOX - 4, fill=fill, stroke=ink, dash=dash, radius=5)
    words = svg.shortened(name_of(item, spend), width - 4, 11)
    drawing.text(left + width / 2, top + 17, words, 11, anchor="middle", bold=True, on=fill)
    drawing.text(left + width / 2, top + 32, short(item) or "–", 11, anchor="middle", mono=True, on=fill)


def _draw_end(drawing: svg.Drawing, left: float, top: float, frame: Frame, run: Run) -> None:
    """The verdict above the last stack."""
    fill, ink = palette.verdict(run.good)
    on_top = bool(frame.stack) and is_true(frame.stack[-1])
    key = "film-true" if run.good else "film-no" if on_top else "film-false"
    words = f"{'✓' if run.good else '✗'} {say(key)}"
    y = top + FLOOR - 14 - BOX * min(len(frame.stack), 5)
    drawing.tag(left + (COLUMN - 7) / 2, y, words, fill=fill, ink=ink, stroke=ink, anchor="middle", size=11)


# ---- one step ------------------------------------------------------------------------------------


def stepper(program: str, step: int, spoil: str = SPOILS[0], rules: CourseRules = REFERENCE) -> Figure:
    """The stack after ``step`` steps of a program, whose unlocking script may be spoilt."""
    _need(program, PROGRAMS)
    _need(spoil, SPOILS)
    spend, ask = spoilt(real_spend(program), spoil), Asker(rules)
    if spoil != SPOILS[0] and spend.script_sig == real_spend(program).script_sig:
        ask.notes.append(say("stepper-unspoilt", what=spoil))
    return _step_figure(run_of(spend, ask), spend, step, say("stepper-title", name=say(_words_of(program))))


def pasted_spend(
    text: str, index: int = 0, step: int = 0, today: bool = False, rules: CourseRules = REFERENCE
) -> Figure:
    """A pasted spend as an old node sees it, or one of today; what cannot be read is said in words."""
    try:
        spend = pasted(text, index)
    except ValueError as error:
        return _unreadable(str(error))
    run = run_of(spend, Asker(rules), today)
    node = "today" if today else "old"
    figure = _step_figure(run, spend, step, say(f"paste-title-{node}", input=index))
    if step < run.last:
        return figure
    why = why_not(spend, TODAY if today else OLD)
    verdict = say(f"paste-verdict-{node}", said=say("paste-no", why=why) if why else say("paste-yes"))
    brought = sum(coin.value for coin in spend.spent)
    out = sum(output.value for output in spend.tx.outputs)
    if out > brought and not why:
        verdict += " " + say("paste-pays-too-much", out=f"{out:,}", brought=f"{brought:,}")
    else:
        verdict += " " + say("paste-check-coins" if why and spend.tx.witnesses else "paste-judged")
    return Figure(figure.pictures, f"{figure.sentence} {verdict}", figure.table, figure.notes)


def last_step(program: str, spoil: str, rules: CourseRules = REFERENCE) -> int:
    """The number of the last step of :func:`stepper`."""
    return run_of(spoilt(real_spend(program), spoil), Asker(rules)).last


def last_pasted_step(text: str, index: int, today: bool, rules: CourseRules = REFERENCE) -> int:
    """The number of the last step of :func:`pasted_spend`; 0 where nothing can be read."""
    try:
        return run_of(pasted(text, index), Asker(rules), today).last
    except ValueError:
        return 0


def _unreadable(why: str) -> Figure:
    """What is wrong with what was pasted, and what belongs there."""
    lines = _lines(why, 700)
    drawing = svg.Drawing(776, 74 + 20 * len(lines), say("paste-title-none"))
    for number, line in enumerate(lines):
        drawing.text(28, 70 + 20 * number, line, 12)
    rows = tuple((say(f"widget-{key}"), say(f"paste-needs-{key}")) for key in ("raw", "input"))
    table = Table(say("paste-table"), (say("paste-head-field"), say("paste-head-needs")), rows)
    return Figure((drawing.picture(why),), why, table)


def _step_figure(run: Run, spend: RealSpend, step: int, title: str) -> Figure:
    at = min(max(step, 0), run.last)
    frame = run.frames[at]
    tiles = svg.Drawing(776, 10)  # measured first: how many rows of tiles there are
    bottom = _draw_tiles(tiles, run, spend, at)
    deep = min(len(frame.stack), DEEPEST)
    drawing = svg.Drawing(776, int(bottom + max(deep, 3) * BOX + 64), title)
    _draw_tiles(drawing, run, spend, at)
    floor = drawing.height - 24
    drawing.line(28, floor, 348, floor, stroke=palette.GREY)
    drawing.text(28, bottom + 24, say("stepper-stack"), 12, bold=True)
    if not frame.stack:
        drawing.text(44, floor - 14, say("stepper-no-items"), 12, fill=palette.MUTED)
    for place, item in enumerate(frame.stack[-DEEPEST:]):
        _draw_wide(drawing, floor - 2 - BOX * (place + 1), item, spend)
    _draw_words(drawing, 376, bottom + 12, run, frame, at, spend)
    words = _sentence(run) if frame.failed and at == run.last else frame.words  # once is enough
    sentence = say("stepper-sentence", at=at, last=run.last, words=words)
    if at == run.last and not frame.failed:
        sentence += " " + _sentence(run)
    if run.unreached or any(one.skipped for one in run.frames):
        sentence += " " + say("stepper-brackets")
    picture = drawing.picture(
        say("stepper-alt", at=at, last=run.last, items=len(frame.stack)) + " " + sentence
    )
    return Figure((picture,), sentence, _table(run), tuple(dict.fromkeys(run.notes)))


def _draw_tiles(drawing: svg.Drawing, run: Run, spend: RealSpend, at: int) -> float:
    """The programs as rows of tiles, the step that ran last in a thick frame; where they end."""
    y, x, before = 66.0, 28.0, ""
    for number, frame in enumerate(run.frames):
        if frame.brought:
            y, x = y + 36, 150.0
            drawing.text(28, y + 17, say("stepper-part-witness"), 12, bold=True)
            for item in frame.brought:
                x, y = _draw_tile(drawing, x, y, step_name(item, spend), palette.ORANGE_TINT, number == at)
        if frame.part != before:
            first, before = not before, frame.part
            if frame.part == "witness":  # by a key: no script runs
                continue
            y, x = (y if first else y + 36), 150.0
            drawing.text(28, y + 17, say(f"stepper-part-{frame.part}"), 12, bold=True)
            if frame.step is None and (number == run.last or run.frames[number + 1].part != frame.part):
                drawing.text(x, y + 17, say("stepper-no-items"), 12, fill=palette.MUTED)
        if frame.step is None:
            continue
        words = step_name(frame.step, spend).removeprefix("OP_")
        if frame.skipped:
            words = say("stepper-skipped", step=words)
        fill = palette.ORANGE_TINT if isinstance(frame.step, bytes) else palette.PALE
        x, y = _draw_tile(drawing, x, y, words, fill, number == at, frame.failed)
    for step in run.unreached[:MOST_UNREACHED]:
        words = say("stepper-skipped", step=step_name(step, spend).removeprefix("OP_"))
        x, y = _draw_tile(drawing, x, y, words, palette.PAPER, now=False)
    return y + 36


def _draw_tile(
    drawing: svg.Drawing, x: float, y: float, words: str, fill: str, now: bool, failed: bool = False
) -> tuple[float, float]:
    """A step or an item as a tile at ``x``, or at the head of the next line; where the next one may begin."""
    words = svg.shortened(words, 150, 12)
    wide = 1.15 * svg.width_of(words, 12, bold=True) + 14  # capitals are wider than other letters
    if x + wide > 752:
        y, x = y + 32, 150.0
    ink = palette.RUST_TEXT if failed else palette.INK if now else palette.GREY
    line, dash = (3 if now else 1), ("4 3" if failed else "")
    drawing.rect(x, y, wide, 26, fill=fill, stroke=ink, line=line, radius=6, dash=dash)
    drawing.text(x + wide / 2, y + 17.5, words, 12, anchor="middle", bold=now, on=fill)
    return x + wide + 6, y


def _draw_wide(drawing: svg.Drawing, top: float, item: bytes, spend: RealSpend) -> None:
    fill, ink, dash = looks(item)
    drawing.rect(28, top + 2, 320, BOX - 4, fill=fill, stroke=ink, dash=dash, radius=6)
    drawing.text(40, top + 25, name_of(item, spend), 12, bold=True, on=fill)
    drawing.text(
        336,
        top + 25,
        f"{item[:6].hex()}{'…' if len(item) > 6 else ''}" or "–",
        12,
        anchor="end",
        mono=True,
        on=fill,
    )


def _draw_words(
    drawing: svg.Drawing, left: float, top: float, run: Run, frame: Frame, at: int, spend: RealSpend
) -> None:
    """What happened, and the verdict after the last step."""
    drawing.rect(left, top, 372, 108, fill=palette.PALE, radius=10)
    head = step_name(frame.step, spend) or say(f"stepper-part-{frame.part}")
    drawing.text(left + 16, top + 26, f"{at} / {run.last}", 12, fill=palette.INK, on=palette.PALE)
    drawing.text(left + 72, top + 26, svg.shortened(head, 280, 13), 13, bold=True, on=palette.PALE)
    for number, line in enumerate(_lines(frame.words, 340)[:3]):
        drawing.text(left + 16, top + 50 + 18 * number, line, 12, on=palette.PALE)
    if at == run.last:
        fill, ink = palette.verdict(run.good)
        words = f"{'✓' if run.good else '✗'} {say('stepper-opens' if run.good else 'stepper-stays')}"
        drawing.tag(
            left + 356,
            top + 22,
            words,
            fill=fill,
            ink=ink,
            stroke=ink,
            anchor="end",
            dash="" if run.good else "4 3",
        )


def _lines(words: str, width: float) -> list[str]:
    """Words in lines that fit."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if svg.width_of(longer, 12) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _sentence(run: Run) -> str:
    return say("film-opens", count=run.last) if run.good else say("film-stays", why=run.why)


def _cut(item: bytes) -> str:
    """An item's hex, its middle left out: a longer one would leave no room for the words beside it."""
    return item.hex() if len(item) <= 10 else f"{item[:4].hex()}…{item[-4:].hex()}"


def _table(run: Run) -> Table:
    rows = tuple(
        (
            str(number),
            say(f"stepper-part-{frame.part}"),
            _cut(frame.step) if isinstance(frame.step, bytes) else frame.step or "–",
            frame.words,
            " | ".join(_cut(item) or say("stack-empty") for item in frame.stack) or say("stepper-no-items"),
        )
        for number, frame in enumerate(run.frames)
    )
    heads = tuple(say(f"stepper-head-{key}") for key in ("number", "part", "step", "words", "stack"))
    return Table(say("stepper-table"), heads, rows)
