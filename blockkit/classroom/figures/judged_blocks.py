"""The closing pictures of lesson 03d: real blocks judged by the reader's rules, and a wallet file."""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.dice import Dice
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.judging import SAMPLE, SEED, STOOD_IN, UNKEPT, Judged, judged
from blockkit.classroom.messages import say
from blockkit.classroom.properties import by_value_error
from blockkit.classroom.trying.trial import FIGURE, CannotUse, Trial, Unwritten, current, opened, try_call
from blockkit.classroom.wallet_files import REAL, lock_wallet, unlock_wallet
from blockkit.errors import shown

LEFT, RIGHT = 28, 748
ROW, TILE = 61, 11.8  # tiles in a row, and their distance


# ---- two blocks ----------------------------------------------------------------------------------


def judged_blocks(seed: int = SEED, rules: CourseRules = REFERENCE, so_far: Judged | None = None) -> Figure:
    """Blocks 1 to 170 and 277,647 by the reader's rules: who judged, and what was found."""
    found = judged(rules, seed) if so_far is None else so_far
    total = len(found.said)
    facts = {
        "asked": found.asked, "known": total - found.asked, "total": total, "fees": f"{found.fees:,}",
        "refused": len(found.refused), "sample": SAMPLE, "seed": found.seed,
        "who": say("judge-yours" if found.own else "judge-reference"),
    }  # fmt: skip
    drawing = svg.Drawing(776, 356, say("judge-title"))
    drawing.text(LEFT, 64, say(f"judge-subtitle-{found.ended or 'running'}", **facts), 13, fill=palette.MUTED)
    ledger = "ledger-stood-in" if STOOD_IN in (found.connect, found.disconnect) else "ledger"
    lines = (("first", found.first), ("machine", found.machine), (ledger, found.ledger))
    for row, (key, why) in enumerate(lines):
        _draw_verdict(drawing, 80 + 30 * row, say(f"judge-{key}"), why)
    for place, said in enumerate(found.said):
        x, y = LEFT + TILE * (place % ROW), 182 + TILE * (place // ROW)
        fill = palette.PALE if said is None else palette.BLUE if said else palette.RUST_TINT
        stroke = palette.BIT_EDGE if said is None else palette.NIGHT if said else palette.RUST_TEXT
        drawing.rect(
            x, y, TILE - 3, TILE - 3, fill=fill, stroke=stroke, radius=1, line=2 if said is False else 1
        )
        if said is False:
            drawing.line(x + 1, y + 1, x + TILE - 4, y + TILE - 4, stroke=palette.RUST_TEXT)
    if total:
        drawing.text(LEFT, 342, say("judge-legend", **facts), 12, fill=palette.MUTED)
    parts = [
        _words("first", found.first, "-reference" if found.reference_alone else ""),
        _words("machine", found.machine, **facts),
        _by_the_ledger(found),
    ]
    parts += found.who or [say("judge-who-reference")]
    if total:
        key = "judge-signatures-no" if found.refused else "judge-signatures"
        parts.append(say(key if found.asked < total else f"{key}-all", **facts))
    parts.append(say(f"judge-{_ending(found)}"))
    sentence = " ".join(parts)
    rows = [(say(f"judge-{key}"), why or say("judge-accepted")) for key, why in lines]
    rows += [
        (say("judge-by-you", who=facts["who"]), str(found.asked)),
        (say("judge-by-list"), str(facts["known"])),
        (say("judge-refused"), ", ".join(map(str, found.refused[:20])) or "0"),
        (say("judge-fees"), str(facts["fees"])),
    ]
    table = Table(say("judge-table"), (say("split-fact"), say("split-value")), tuple(rows))
    return Figure((drawing.picture(say("judge-alt") + " " + sentence),), sentence, table, found.notes)


def _words(key: str, why: str, whose: str = "", /, **facts: object) -> str:
    return say(f"judge-{key}-no{whose}", why=why) if why else say(f"judge-{key}-yes{whose}", **facts)


def _by_the_ledger(found: Judged) -> str:
    """Whose ``connect`` and ``disconnect`` were asked, and what they made of the block."""
    if found.ledger:
        place = "" if found.place is None else " " + say("judge-place", place=found.place)
        return say("judge-ledger-no", why=found.ledger) + place
    return say(f"judge-connect-{found.connect}") + say(f"judge-disconnect-{found.disconnect}")


def _ending(found: Judged) -> str:
    """The message that says what follows for the reader's node."""
    if found.differs:
        return "split"
    if found.notes:  # a part of the reader's gave no answer
        return "together-stood-in"
    alone = found.reference_alone and (found.connect, found.disconnect) == (UNKEPT, UNKEPT)
    return "together-reference" if alone else "together"


def _draw_verdict(drawing: svg.Drawing, top: float, words: str, why: str) -> None:
    fill, ink = palette.verdict(not why)
    mark = f"✗ {say('judge-no')}" if why else f"✓ {say('judge-yes')}"
    drawing.tag(LEFT, top + 12, mark, fill=fill, ink=ink, stroke=ink, dash="4 3" if why else "")
    text = f"{words}: {why}" if why else words
    drawing.text(LEFT + 110, top + 16, svg.shortened(text, RIGHT - LEFT - 110, 13), 13)


# ---- a wallet file -------------------------------------------------------------------------------

KEY = "5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss"  # of secret 1 in no wallet: an example
PASSWORD = "correct horse"
Attempt = tuple[str, str, bool | None]  # to do what, the result, is it right? None: unwritten, so not tried


def wallet_file(lock: Callable[..., Any] = lock_wallet, unlock: Callable[..., Any] = unlock_wallet) -> Figure:
    """The lecture's plain file beside what ``lock_wallet`` writes, and three tries to open it."""
    notes: list[str] = []
    trial = Trial(FIGURE, never_again=current().never_again)
    with opened(trial):
        try:
            found = try_call(lock, KEY.encode(), PASSWORD, Dice(7), REAL.derive, REAL.seal)
            data = json.loads(json.dumps(found))
            if not isinstance(data, dict) or not data:
                raise TypeError(shown(found))
        except (CannotUse, TypeError, ValueError) as why:
            data = lock_wallet(KEY.encode(), PASSWORD, Dice(7), REAL.derive, REAL.seal)
            notes.append(say("stands-in", slot="lock_wallet", why=str(why)))
        rows = _tries(unlock, data, notes)
    fields = [(str(name), str(value)) for name, value in list(data.items())[:9]]
    drawing = svg.Drawing(776, 220 + 24 * max(len(fields), 2), say("wallet-title"))
    drawing.text(LEFT, 64, say("wallet-subtitle"), 13, fill=palette.MUTED)
    _draw_file(drawing, LEFT, say("wallet-plain"), [("key", KEY)], 300)
    _draw_file(drawing, 352, say("wallet-locked"), fields, 396)
    top = 140 + 24 * max(len(fields), 2)
    for row, (tried, result, good) in enumerate(rows):
        x = LEFT + 242 * row
        fill, ink = (palette.PALE, palette.MUTED) if good is None else palette.verdict(good)
        drawing.text(x, top, tried, 12, bold=True)
        drawing.tag(x, top + 28, svg.shortened(result, 206, 12), fill=fill, ink=ink, stroke=ink, size=11)
    goods = [good for *_, good in rows]
    sentence = say("wallet-sentence-open" if _shows(data) else "wallet-sentence", fields=len(fields))
    ends = "untried" if None in goods else "tried"
    sentence += " " + say(f"wallet-ends-{ends}", good=goods.count(True), count=len(rows))
    body = tuple(fields) + tuple((tried, result) for tried, result, _ in rows)
    table = Table(say("wallet-table"), (say("split-fact"), say("split-value")), body)
    return Figure((drawing.picture(say("wallet-alt") + " " + sentence),), sentence, table, tuple(notes))


def _shows(data: dict[str, Any]) -> bool:
    """Does the file hold the key or the password as it is: as text, in hex or in base 64?"""
    text = json.dumps(data)
    forms = ((one, one.encode().hex(), b64encode(one.encode()).decode()) for one in (KEY, PASSWORD))
    return any(form in text for three in forms for form in three)


def _tries(unlock: Callable[..., Any], data: dict[str, Any], notes: list[str]) -> list[Attempt]:
    """The right password, a wrong one, and a changed digit: what becomes of each."""
    salt = str(data.get("salt", "00"))
    changed = data | {"salt": ("1" if salt[:1] == "0" else "0") + salt[1:]}
    rows: list[Attempt] = []
    for key, file, password in (
        ("right", data, PASSWORD), ("wrong", data, "battery staple"), ("changed", changed, PASSWORD),
    ):  # fmt: skip
        try:
            opened_ = try_call(unlock, dict(file), password, REAL.derive, REAL.unseal)
            good = key == "right" and opened_ == KEY.encode()
            result = say("wallet-other" if key == "right" and not good else "wallet-opened")
        except Unwritten as why:
            rows.append((say(f"wallet-try-{key}"), say("wallet-untried"), None))
            notes.append(f"unlock_wallet: {why}")
            continue
        except CannotUse as why:
            good, kind = key != "right" and by_value_error(why), why.words.partition(":")[0]
            closed = "wallet-closed" if good or key == "right" else "wallet-other-error"
            result = say(closed, kind=kind) if kind else say("wallet-no-answer")
            if not why.refused:
                notes.append(f"unlock_wallet: {why}")
        rows.append((say(f"wallet-try-{key}"), f"{'✓' if good else '✗'} {result}", good))
    return rows


def _draw_file(
    drawing: svg.Drawing, x: float, title: str, fields: list[tuple[str, str]], wide: float
) -> None:
    high = 24 * max(len(fields), 2) + 34
    drawing.rect(x, 80, wide, high, fill=palette.PALE, stroke=palette.GREY, radius=8)
    drawing.text(x + 14, 102, title, 13, bold=True, on=palette.PALE)
    for row, (name, value) in enumerate(fields):
        y = 126 + 24 * row
        drawing.text(x + 14, y, svg.shortened(name, 56, 12), 12, on=palette.PALE)
        most = int((wide - 84) / 7.4)  # characters of one width
        words = value if len(value) <= most else f"{value[: most - 1]}…"
        drawing.text(x + 76, y, words, 12, mono=True, on=palette.PALE)
