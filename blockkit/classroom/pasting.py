"""A spend from what somebody pasted: the bytes of a transaction, then the coins that it spends (lesson 03c).

People copy from many places, so blanks, line ends, quotes and ``0x`` are dropped, and what else is often
pasted (an id, a PSBT, a block, JSON, an address) is named for what it is.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from blockkit.addresses import script_of
from blockkit.block import Block, Header
from blockkit.classroom.messages import say
from blockkit.classroom.real_spends import RealSpend
from blockkit.errors import shown
from blockkit.hashing import to_display
from blockkit.params import MAINNET, MAX_MONEY
from blockkit.transaction import Transaction, TxOut

LEAST = 60  # bytes of a transaction with one input and one output
LONGEST = len(f"{MAX_MONEY:,}")  # characters of an amount
NAMED = 6  # coins that a message names
DROPPED = dict.fromkeys(map(ord, "\ufeff\u200b\"'`"))
PYTHONS_B = re.compile(r"\bb(?=[\"'])")  # of b"…" and b'…'
# 194300 or 194,300; then blanks or a comma; then the locking script, which may be empty
AMOUNT, UNIT, SCRIPT = (
    r"(\d{1,3}(?:,\d{3})+|\d+)",
    r"(?:\s*sat(?:s|oshi)?)?",
    r"(?:(?:\s*[,;:]\s*|\s+)([^\s,;]+))?",
)
COIN = re.compile(AMOUNT + UNIT + SCRIPT + "[,;]?", re.IGNORECASE)
BASE58 = re.compile(r"[13][1-9A-HJ-NP-Za-km-z]{25,34}")
MARK = re.compile("^0x", re.IGNORECASE)
NO_HEX = re.compile(r"[^0-9a-f\s]", re.IGNORECASE)
BYTES = re.compile(r"(?:[0-9a-f]{2}\s+){2,}[0-9a-f]{2}", re.IGNORECASE)  # of a dump, a blank between two


def pasted(text: str, index: int) -> RealSpend:
    """The spend in the text: hex, then for each input, in order, a line with satoshi and locking script.

    Raises ``ValueError`` that says in words what is wrong.
    """
    tx, lines = _split(text)
    if tx.is_coinbase:
        raise ValueError(say("paste-coinbase"))
    spent = tuple(_coin(number, line) for number, line in enumerate(lines, 1))
    if len(spent) != len(tx.inputs):
        names = [f"{to_display(txin.prevout.txid)[:8]}…:{txin.prevout.index}" for txin in tx.inputs]
        more = "" if len(names) <= NAMED else ", …"
        facts = {"inputs": len(names), "coins": len(spent), "names": ", ".join(names[:NAMED]) + more}
        raise ValueError(say("paste-other-number", **facts))
    if not 0 <= index < len(tx.inputs):
        raise ValueError(say("paste-no-input", index=index, last=len(tx.inputs) - 1))
    return RealSpend("pasted", tx, index, spent)


def inputs_in(text: str) -> int:
    """How many inputs the pasted transaction has; 1 where none can be read."""
    try:
        return len(_split(text)[0].inputs)
    except ValueError:
        return 1


def _split(text: str) -> tuple[Transaction, list[str]]:
    """The transaction, and the lines of its coins."""
    text = PYTHONS_B.sub("", text).translate(DROPPED)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise ValueError(say("paste-empty"))
    _need_no_other_form(lines[0])
    head = 1  # the first lines are hex: one, or more where a line was wrapped
    while head < len(lines) and not _is_coin(lines[head]):
        head += 1
    # A line of digits alone may be the end of the hex, or a coin whose locking script is empty.
    least = head
    while least > 1 and lines[least - 1].isdecimal() and len(lines[least - 1]) <= len(str(MAX_MONEY)):
        least -= 1
    problem: ValueError | None = None
    # If all of it is no transaction, the first line may be one, and the others coins with something wrong.
    for end in dict.fromkeys((*range(head, least - 1, -1), 1)):
        try:
            return _transaction(lines[:end]), lines[end:]
        except ValueError as error:
            problem = problem or error
    assert problem is not None
    raise problem


def _is_coin(line: str) -> bool:
    """Is it no more hex? A coin has two words, or a comma between amount and script."""
    found = COIN.fullmatch(line)
    return not BYTES.fullmatch(line) and (len(line.split()) > 1 or bool(found and found[2]))


def _need_no_other_form(first: str) -> None:
    """Name what is no hex at all, and what people paste most."""
    forms = {
        "json": first[0] in "{[",
        "psbt": first.startswith(("cHNidP", "70736274ff", "70736274FF")),
        "asm": "OP_" in first,
        "address": first.lower().startswith(("bc1", "tb1", "bcrt1")) or BASE58.fullmatch(first),
    }
    for name, is_one in forms.items():
        if is_one:
            raise ValueError(say(f"paste-is-{name}"))


def _transaction(lines: Sequence[str]) -> Transaction:
    bare = [MARK.sub("", line) for line in lines]
    for number, line in enumerate(bare, 1):
        if strange := NO_HEX.search(line):
            at = strange.start()
            near = f"{'…' if at > 8 else ''}{line[max(at - 8, 0) : at + 9]}{line[at + 9 :] and '…'}"
            raise ValueError(say("paste-no-hex", line=number, digit=strange[0], near=near))
    digits = "".join("".join(bare).split())
    if len(digits) == 64:
        raise ValueError(say("paste-is-id"))
    if len(digits) % 2:
        raise ValueError(say("paste-odd", digits=f"{len(digits):,}"))
    raw = bytes.fromhex(digits)
    try:
        return Transaction.parse(raw)
    except ValueError as error:
        if len(raw) < LEAST:
            raise ValueError(say("paste-too-short", size=len(raw))) from None
        for name, kind in (("header", Header), ("block", Block)):
            if _is(kind, raw):
                raise ValueError(say(f"paste-is-{name}")) from None
        raise ValueError(say("paste-no-transaction", why=str(error))) from None


def _is(kind: type[Header] | type[Block], raw: bytes) -> bool:
    try:
        kind.parse(raw)
    except ValueError:
        return False
    return True


def _coin(number: int, line: str) -> TxOut:
    """A coin from its line; ``ValueError`` names the line, and what is wrong in it."""

    def refuse(key: str, **facts: object) -> ValueError:
        return ValueError(say("paste-coin", number=number, got=shown(line, 60), why=say(key, **facts)))

    found = COIN.fullmatch(line)
    first, *others = line.split()
    if found is None and len(first) <= LONGEST and re.fullmatch(r"\d*\.\d+", first):
        raise refuse("paste-coin-bitcoin", satoshi=f"{int(Decimal(first) * 10**8)}")
    if found is None and "OP_" in line:
        raise refuse("paste-coin-asm")
    if found is None or (others and len(first) > LONGEST):
        raise refuse("paste-coin-form")
    if len(found[1]) > LONGEST:
        raise refuse("paste-coin-amount", most=f"{MAX_MONEY:,}")
    value, script = int(found[1].replace(",", "")), MARK.sub("", found[2] or "")
    if value > MAX_MONEY:
        raise refuse("paste-coin-amount", most=f"{MAX_MONEY:,}")
    try:
        return TxOut(value, bytes.fromhex(script))
    except ValueError:
        pass
    if "OP_" in script:
        raise refuse("paste-coin-asm")
    try:
        lock = script_of(script, MAINNET).hex()
    except ValueError:
        raise refuse("paste-coin-script") from None
    raise refuse("paste-coin-address", script=lock)
