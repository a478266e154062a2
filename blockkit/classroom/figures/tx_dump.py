"""The picture of lesson 03b in which a transaction lies field by field, and what its signature protects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.messages import say
from blockkit.classroom.shapes import ALL, bare
from blockkit.classroom.trying.for_figures import Asker
from blockkit.data.payments import real_payment, spent_by
from blockkit.digests import Spending, led_by_size, witness_sighash
from blockkit.encoding import encode_varint
from blockkit.errors import shown
from blockkit.hashing import to_display
from blockkit.templates import p2pkh
from blockkit.transaction import MARKER_AND_FLAG, Transaction, TxOut

DUMPED = ("f4184fc5", "0627052b", "d5ada064", "f91d0a8a")
NOBODY, OWNER = "nobody", "input 0"
SIGNERS = (NOBODY, OWNER)
FIELDS = ("none", "version", "count", "txid", "index", "script", "sequence", "amount", "locktime", "witness")
A_ROW = 16  # bytes in a row
A_BYTE = 25.2  # pixels of a byte in a row
LINE = 21  # pixels of a row
LEFT = 176  # pixels of the names of fields

SIGNED, LEFT_OUT, PUT_IN, PLAIN = "signed", "left-out", "put-in", "plain"
TINTS = {
    "version": palette.PALE, "count": palette.PALE, "txid": palette.SKY_TINT, "index": palette.SKY_TINT,
    "script": palette.ORANGE_TINT, "sequence": palette.PALE, "amount": palette.GREEN_TINT,
    "locktime": palette.PALE, "witness": palette.PINK_TINT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a transaction, or what is hashed in its place."""

    name: str  # the key of its words
    kind: str  # of FIELDS
    data: bytes
    fate: str = PLAIN


def fields_of_tx(tx: Transaction) -> Iterator[Field]:
    """Its bytes in pieces, in their order."""
    yield Field("version", "version", tx.version.to_bytes(4, "little", signed=True))
    if tx.witnesses:
        yield Field("mark", "witness", MARKER_AND_FLAG)
    yield Field("inputs", "count", encode_varint(len(tx.inputs)))
    for txin in tx.inputs:
        yield Field("txid", "txid", txin.prevout.txid)
        yield Field("index", "index", bytes(txin.prevout)[32:])
        yield Field("unlocking", "script", led_by_size(txin.script_sig))
        yield Field("sequence", "sequence", txin.sequence.to_bytes(4, "little"))
    yield Field("outputs", "count", encode_varint(len(tx.outputs)))
    for output in tx.outputs:
        yield Field("amount", "amount", output.value.to_bytes(8, "little", signed=True))
        yield Field("locking", "script", led_by_size(output.script_pubkey))
    for witness in tx.witnesses:
        yield Field("items", "witness", encode_varint(len(witness)))
        for item in witness:
            yield Field("item", "witness", led_by_size(item))
    yield Field("locktime", "locktime", tx.lock_time.to_bytes(4, "little"))


def fields_as_signed(tx: Transaction, coin: TxOut) -> Iterator[Field]:
    """The same, each with its fate when input 0, the only one, is signed, and what is put in."""
    later = bool(tx.witnesses)
    for field in fields_of_tx(tx):
        gone = field.name == "unlocking" or field.kind == "witness" or (later and field.kind == "count")
        yield Field(field.name, field.kind, field.data, LEFT_OUT if gone else SIGNED)
        if field.name == "unlocking":
            code = p2pkh(coin.script_pubkey[2:]) if later else coin.script_pubkey
            yield Field("script-code" if later else "code", "script", led_by_size(code), PUT_IN)
            if later:
                yield Field("worth", "amount", coin.value.to_bytes(8, "little"), PUT_IN)
    yield Field("type", "count", ALL, PUT_IN)


def tx_dump(
    name: str, rules: CourseRules = REFERENCE, field: str = FIELDS[0], signer: str = NOBODY
) -> Figure:
    """The bytes of a transaction, field by field; with a signer, which of them the signature protects."""
    if name not in DUMPED or field not in FIELDS or signer not in SIGNERS:
        raise ValueError(f"one of {DUMPED}, of {FIELDS}, of {SIGNERS}, got {shown((name, field, signer))}")
    tx, ask = real_payment(name), Asker(rules)
    coin = None if tx.is_coinbase else spent_by(name)
    signed = signer == OWNER and coin is not None
    fields = list(fields_as_signed(tx, coin) if signed and coin is not None else fields_of_tx(tx))
    own_id = _asked_id(ask, tx)
    rows = sum(_rows(one) for one in fields)
    drawing = svg.Drawing(776, 132 + LINE * rows + 34, say("dump-title", name=name))
    size = len(tx.serialize())
    words = say("dump-subtitle-signed" if signed else "dump-subtitle", size=size, what=say(f"dump-{name}"))
    drawing.text(28, 64, words, 13, fill=palette.MUTED)
    y = 84
    for one in fields:
        _draw_field(drawing, y, one, field != FIELDS[0] and one.kind == field)
        y += LINE * _rows(one)
    drawing.rect(28, y + 10, 720, 58, fill=palette.PALE, radius=10)
    drawing.text(44, y + 34, say("dump-amounts", amounts=_amounts(tx)), 13, bold=True, on=palette.PALE)
    digest = _digest(ask, tx, coin) if signed and coin is not None else b""
    last = say("dump-digest", digest=digest.hex()) if digest else say("dump-id", txid=own_id)
    if own_id != to_display(tx.txid):
        ask.notes.append(say("dump-other-id", said=own_id[:16], right=to_display(tx.txid)[:16]))
    drawing.text(44, y + 56, last, 13, mono=True, on=palette.PALE)
    sentence = _sentence(tx, name, fields, signer, signed) + _about(field)
    return Figure(
        pictures=(drawing.picture(say("dump-alt", size=size, name=name) + " " + sentence),),
        sentence=sentence,
        table=Table(
            say("dump-table"),
            (say("dump-field"), say("dump-size"), say("dump-hex"), say("dump-fate")),
            tuple(
                (say(f"dump-is-{one.name}"), str(len(one.data)), one.data.hex(), say(f"dump-fate-{one.fate}"))
                for one in fields
            ),
        ),
        notes=tuple(ask.notes),
    )


def transaction(
    name: str, field: str = FIELDS[0], signer: str = NOBODY, rules: CourseRules = REFERENCE
) -> Figure:
    """The same for the widget."""
    return tx_dump(name, rules, field, signer)


def _rows(field: Field) -> int:
    return max(1, -(-len(field.data) // A_ROW))


def _asked_id(ask: Asker, tx: Transaction) -> str:
    """The id by the reader's ``txid``, which is asked about the form without a witness."""
    return str(ask("txid", bare(tx), read=_sixty_four))


def _sixty_four(text: Any) -> str:
    if type(text) is not str or len(text) != 64:
        raise ValueError(shown(text))
    return text


def _digest(ask: Asker, tx: Transaction, coin: TxOut) -> bytes:
    """What is signed: 2009's way by the reader's ``sighash_all``, the later one by the library."""
    if tx.witnesses:
        return witness_sighash(Spending(tx, [coin]), 0, p2pkh(coin.script_pubkey[2:]))
    digest: bytes = ask("sighash_all", bare(tx), 0, coin.script_pubkey)
    right = REFERENCE.sighash_all(bare(tx), 0, coin.script_pubkey)
    if digest != right:
        ask.notes.append(say("dump-other-digest", said=digest[:8].hex(), right=right[:8].hex()))
    return digest


def _sentence(tx: Transaction, name: str, fields: Sequence[Field], signer: str, signed: bool) -> str:
    facts = {"name": name, "size": len(tx.serialize()), "amounts": _amounts(tx)}
    if signer == OWNER and not signed:
        return say("dump-sentence-coinbase", **facts)
    if not signed:
        return say("dump-sentence", **facts)
    facts |= {fate: sum(len(one.data) for one in fields if one.fate == fate) for fate in (SIGNED, LEFT_OUT)}
    facts["kept"], facts["gone"] = facts.pop(SIGNED), facts.pop(LEFT_OUT)
    return say("dump-sentence-witness" if tx.witnesses else "dump-sentence-signed", **facts)


def _amounts(tx: Transaction) -> str:
    return ", ".join(f"{output.value:,}" for output in tx.outputs)


def _about(field: str) -> str:
    return "" if field == FIELDS[0] else " " + say(f"dump-about-{field}")


def _draw_field(drawing: svg.Drawing, top: float, field: Field, chosen: bool) -> None:
    """A field's name, its bytes, and what becomes of it."""
    rows = _rows(field)
    gone, put = field.fate == LEFT_OUT, field.fate == PUT_IN
    fill = palette.PAPER if gone else TINTS[field.kind]
    ink = palette.MUTED if gone else palette.INK
    longest = min(len(field.data), A_ROW)
    wide = A_BYTE * longest + 2
    outline = {"stroke": palette.GREY, "dash": "4 3"} if gone else {"stroke": fill}
    if put:
        outline = {"stroke": palette.BROWN, "dash": "2 2"}
    if chosen:
        outline = {"stroke": palette.INK}
    drawing.rect(
        LEFT - 4, top + 1, wide, LINE * rows - 2, fill=fill, line=2.5 if chosen else 1, radius=3, **outline
    )
    if field.fate == SIGNED:  # a hatched end
        end, bottom = LEFT - 4 + wide, top + LINE * rows - 1
        for y in range(int(top) + 8, int(bottom) + 1, 7):
            drawing.line(end + 2, y, end + 10, y - 7, stroke=palette.BLUE, line=1.2)
    name = ("+ " if put else "") + say(f"dump-is-{field.name}")
    drawing.text(LEFT - 12, top + 15.5, name, 13, anchor="end", bold=chosen or put, fill=ink)
    for row in range(rows):
        piece = field.data[row * A_ROW : (row + 1) * A_ROW]
        drawing.text(
            LEFT, top + 15.5 + LINE * row, piece.hex(" "), 14, mono=True, struck=gone, fill=ink, on=fill
        )
    if field.fate != PLAIN:
        words = say(f"dump-mark-{field.fate}")
        drawing.text(LEFT + A_BYTE * A_ROW + 20, top + 15.5, words, 13, bold=put, fill=ink)
