"""The picture of lesson 03a in which a key becomes an address, and a typing error is noticed or not."""

from typing import Any

from blockkit.addresses import p2wpkh_address
from blockkit.base58 import BASE58, decode_base58
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.messages import say
from blockkit.classroom.trying.for_figures import Asker
from blockkit.errors import shown
from blockkit.guards import need_int
from blockkit.hashing import hash160, hash256
from blockkit.keys import PrivateKey

FORMS = ("33 bytes", "65 bytes")
MOST_KEYS = 1000
LONGEST = 34  # characters of an address of version 0
WIDEST = 36  # characters that the picture has room for
CELL = 28  # pixels of one of the 25 bytes


def address_strip(key: int, form: str = FORMS[0], place: int = 0, rules: CourseRules = REFERENCE) -> Figure:
    """The address of key number ``key``, its 25 bytes, and its text, wrong at ``place`` (0: nowhere)."""
    need_int(key, "the key's number", 1, MOST_KEYS)
    need_int(place, "the damaged character", 0, LONGEST)
    if form not in FORMS:
        raise ValueError(f"the form is {' or '.join(FORMS)}, got {shown(form)}")
    ask = Asker(rules)
    raw = _key_bytes(key, form)
    payload = b"\0" + hash160(raw)
    right = REFERENCE.address(raw)
    text = ask("address", raw, read=_drawable)
    if text != right:
        ask.notes.append(say("strip-other", said=text, right=right))
    place = min(place, len(text))
    typed = _damaged(text, place)

    drawing = svg.Drawing(776, 400, say("strip-title"))
    subtitle = say("strip-subtitle", number=key, form=form, begin=raw[:8].hex())
    drawing.text(28, 66, subtitle, 13, fill=palette.MUTED)
    _draw_bytes(drawing, payload + hash256(payload)[:4])
    _draw_text(drawing, text, typed, place)
    facts = {"number": key, "form": form, "text": text, "place": place, "typed": typed}
    sentence, rows = _judged(drawing, typed, facts)
    today = p2wpkh_address(raw) if form == FORMS[0] else say("strip-no-witness")
    drawing.text(28, 382, f"{say('strip-today')}: {today}", 13)
    rows = [
        (say("strip-key"), raw.hex()), (say("strip-payload"), payload.hex()),
        (say("strip-checksum"), hash256(payload)[:4].hex()), (say("strip-text"), text),
        (say("strip-today"), today), *rows,
    ]  # fmt: skip
    return Figure(
        pictures=(drawing.picture(say("strip-alt", **facts) + " " + sentence),),
        sentence=sentence,
        table=Table(say("strip-table"), (say("strip-piece"), say("strip-value")), tuple(rows)),
        notes=tuple(ask.notes),
    )


def address_length(key: int, form: str) -> int:
    """How many characters the address of key number ``key`` has."""
    return len(REFERENCE.address(_key_bytes(key, form)))


def _key_bytes(key: int, form: str) -> bytes:
    return PrivateKey(key, compressed=form == FORMS[0]).public_key()


def _drawable(text: Any) -> str:
    if not 0 < len(text) <= WIDEST or any(character not in BASE58 for character in text):
        raise ValueError(shown(text))
    return str(text)


def _damaged(text: str, place: int) -> str:
    """The text with another digit at a place, counted from 1; 0 changes nothing."""
    if place == 0:
        return text
    other = BASE58[(BASE58.index(text[place - 1]) + 1) % 58]
    return text[: place - 1] + other + text[place:]


def _draw_bytes(drawing: svg.Drawing, data: bytes) -> None:
    """Version, hash and checksum: three kinds of boxes with words above them."""
    for first, last, key, fill, stroke, dash in (
        (0, 1, "strip-version", palette.ORANGE_TINT, palette.BROWN, "5 3"),
        (1, 21, "strip-hash", palette.SKY_TINT, palette.BLUE, ""),
        (21, 25, "strip-checksum", palette.GREEN_TINT, palette.GREEN_TEXT, "2 3"),
    ):
        x = 28 + CELL * first + (0, 4, 8)[(first > 0) + (first > 1)]
        for place in range(first, last):
            left = x + CELL * (place - first)
            drawing.rect(left, 112, CELL - 2, 32, fill=fill, stroke=stroke, dash=dash, radius=4, line=1.3)
            words = f"{data[place]:02x}"
            drawing.text(left + CELL / 2 - 1, 133, words, 12, anchor="middle", mono=True, bold=True, on=fill)
        drawing.text(x + (44 if first == 1 else 0), 103, say(key), 12, bold=True)  # beside the word “version”


def _draw_text(drawing: svg.Drawing, text: str, typed: str, place: int) -> None:
    """The address, a box a character; a damaged one is crossed out, and what was typed is below it."""
    wide = 20
    drawing.text(28, 178, say("strip-base"), 12, bold=True)
    for number, character in enumerate(text, 1):
        x, hit = 28 + wide * (number - 1), number == place
        fill = palette.RUST_TINT if hit else palette.WHITE
        ink = palette.RUST_TEXT if hit else palette.INK
        drawing.rect(
            x, 188, wide - 2, 30, fill=fill, stroke=ink if hit else palette.EDGE, line=2 if hit else 1
        )
        drawing.text(
            x + wide / 2 - 1, 208, character, 14, anchor="middle", mono=True, struck=hit, fill=ink, on=fill
        )
        if hit:
            drawing.text(x + wide / 2 - 1, 238, typed[place - 1], 14, anchor="middle", mono=True, bold=True)
        if number == 1 or number % 5 == 0:
            drawing.text(x + wide / 2 - 1, 256, str(number), 11, anchor="middle", fill=palette.MUTED)


def _judged(drawing: svg.Drawing, typed: str, facts: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    """Both checksums side by side, the one that was typed and the one of the data."""
    data = decode_base58(typed)
    drawing.rect(28, 272, 720, 80, fill=palette.PALE, radius=10)
    if len(data) != 25:
        words = say("strip-length", size=len(data))
        drawing.text(44, 300, words, 13, on=palette.PALE)
        passes, rows = False, [(say("strip-typed"), typed)]
    else:
        read, wanted = data[21:].hex(), hash256(data[:21])[:4].hex()
        drawing.text(44, 300, say("strip-read"), 13, on=palette.PALE)
        drawing.text(300, 300, read, 14, mono=True, bold=True, on=palette.PALE)
        drawing.text(44, 332, say("strip-wanted"), 13, on=palette.PALE)
        drawing.text(300, 332, wanted, 14, mono=True, bold=True, on=palette.PALE)
        passes = read == wanted
        drawing.text(400, 318, "=" if passes else "≠", 20, bold=True, on=palette.PALE)
        rows = [(say("strip-typed"), typed), (say("strip-read"), read), (say("strip-wanted"), wanted)]
    fill, ink = palette.verdict(passes)
    words = say("strip-passes" if passes else "strip-noticed")
    drawing.tag(450, 312, f"{'✓' if passes else '✗'} {words}", fill=fill, ink=ink, stroke=ink, size=13)
    if facts["place"] == 0:
        name = "strip-sentence" if passes else "strip-sentence-none"
    else:
        name = "strip-sentence-passes" if passes else "strip-sentence-noticed"
    return say(name, **facts), rows
