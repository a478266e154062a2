"""``blockkit mine``: look for a nonce, show how it goes, stop when asked to."""

import math
from dataclasses import replace
from typing import Protocol

from blockkit.block import Header
from blockkit.cli.options import Args, Commands, add_command
from blockkit.cli.progress import ProgressBar, duration, say
from blockkit.cli.reading import parsed, read_bytes, whole_number
from blockkit.cli.reports import Data, Findings, broken, row, verdict, verdict_row
from blockkit.data import real_block
from blockkit.errors import shown_unless_key
from blockkit.explain.words import target_words
from blockkit.hashing import to_display
from blockkit.node.mining import MAX_NONCE, search
from blockkit.pow import target_to_bits, work

SLICE = 2**16  # nonces between two looks at the clock: a twentieth of a second in pure Python
MODEL = 170  # the block whose header is borrowed for --bits
MAX_BITS = 64  # of --bits; beyond 32 the nonces most likely run out


class MineArgs(Args, Protocol):
    """What ``blockkit mine`` is given; numbers are still text."""

    source: str  # there unless --bits is
    bits: str | None
    start: str
    stop: str
    seconds: str | None


def add_mine(commands: Commands) -> None:
    """Declare ``blockkit mine``."""
    parser = add_command(commands, "mine", mine, "search for the nonce of a header")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("source", nargs="?", metavar="HEX|FILE|-", help="a header; its own nonce is ignored")
    what.add_argument(
        "--bits",
        metavar="N",
        help=f"a real header made easier, for practice: an id with N leading zero bits (1 to {MAX_BITS})",
    )
    parser.add_argument("--start", metavar="NONCE", default="0", help="the first nonce to try (0)")
    parser.add_argument("--stop", metavar="NONCE", default=str(MAX_NONCE), help="stop before this one (2^32)")
    parser.add_argument("--seconds", metavar="S", help="give up after this time")


def mine(args: MineArgs) -> Findings:
    """Search; the report says what was found, or how far it got."""
    header = given(args.source) if args.bits is None else demonstration(args.bits)
    start = whole_number(args.start, "--start", 0, MAX_NONCE - 1)
    stop = whole_number(args.stop, "--stop (the nonce to stop before)", start + 1, MAX_NONCE)
    limit = None if args.seconds is None else seconds_in(args.seconds)
    data: Data = {"header": header.serialize().hex(), "demonstration": args.bits is not None}
    judged = verdict(lambda: work(header.bits))
    if judged["valid"] and not work(header.bits):
        judged = broken("high-hash", f"bits {header.bits:08x} stand for a target of 0, which no hash meets")
    if not judged["valid"]:
        return Findings(data | judged, [verdict_row(judged)])

    what = (
        "the header that was given" if args.bits is None else f"a copy of block {MODEL}'s header, made easier"
    )
    say(f"mining {what}: one hash in {work(header.bits):,} meets the target; Ctrl-C stops")
    progress = Progress(work(header.bits), start)
    found = None
    try:
        for found in search(header, start, stop, SLICE):
            progress.reach(min(progress.at + SLICE, stop) if found is None else found.nonce + 1)
            if limit is not None and progress.seconds >= limit:
                break
    except KeyboardInterrupt:
        message = f"cancelled after {progress.hashes:,} hashes; --start {progress.at} goes on from there"
        raise KeyboardInterrupt(message) from None
    finally:
        progress.clear()
    return found_report(found, data, progress) if found else empty_report(data, progress, stop)


def given(source: str) -> Header:
    """The header that the command line names."""
    return parsed(Header.parse, read_bytes(source, "a header"), "header (80 bytes)")


def demonstration(bits: str) -> Header:
    """A real header with an easier target: its id must begin with so many zero bits."""
    zeros = whole_number(bits, "--bits", 1, MAX_BITS)
    return replace(real_block(MODEL).header, bits=target_to_bits(2 ** (256 - zeros) - 1), nonce=0)


def seconds_in(text: str) -> float:
    """``--seconds`` as a number; refused unless it is above 0."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise ValueError(f"--seconds is a number above 0, such as 30 or 0.5; got {shown_unless_key(text)}")
    return seconds


# ---- the outcome ---------------------------------------------------------------------------------


def found_report(header: Header, data: Data, progress: "Progress") -> Findings:
    """The nonce, the id that it gives, and what it took to find it."""
    judged, known = verdict(), {"id": to_display(header.hash), "nonce": header.nonce}
    data = data | known | {"header": header.serialize().hex()} | progress.data()
    lines = [
        row("nonce", header.nonce),
        row("id", data["id"]),
        row("target", target_words(header.bits)),
        row("header", data["header"]),
        row("hashes", progress),
    ]
    if data["demonstration"]:
        lines.append(row("practice", f"block {MODEL} with an easier target: no node would take this block"))
    return Findings(data | judged, [*lines, verdict_row(judged, "the id meets the target")])


def empty_report(data: Data, progress: "Progress", stop: int) -> Findings:
    """No nonce was found, in this range or in this time."""
    why = f"no nonce from {progress.start} to {progress.at - 1} meets the target"
    if progress.at < stop:
        why += f", and time is over; --start {progress.at} goes on from there"
    elif stop == MAX_NONCE:
        why += "; a miner now changes the time or the coinbase, and starts again"
    judged = broken("nonce-not-found", why)
    lines = [row("hashes", progress), row("verdict", f"nothing found: {why}")]
    return Findings(data | progress.data() | judged, lines)


# ---- on the way ----------------------------------------------------------------------------------


class Progress:
    """How far a search got. The bar does not show how much is left, for a search has no memory: it shows
    which share of all such searches would have ended by now.
    """

    def __init__(self, expected: int, start: int) -> None:
        self.expected, self.start, self.at = expected, start, start
        self.bar = ProgressBar()

    @property
    def hashes(self) -> int:
        """How many nonces were tried."""
        return self.at - self.start

    @property
    def seconds(self) -> float:
        """How long it has taken; never 0."""
        return self.bar.seconds

    @property
    def rate(self) -> str:
        """Hashes in a second."""
        rate = self.hashes / self.seconds
        for unit, size in (("GH/s", 1e9), ("MH/s", 1e6), ("kH/s", 1e3)):
            if rate >= size:
                return f"{rate / size:.1f} {unit}"
        return f"{rate:.0f} H/s"

    def __str__(self) -> str:
        times = f"{self.hashes:,} in {duration(self.seconds)} ({self.rate})"
        return f"{times}; {self.expected:,} on average"

    def data(self) -> Data:
        """What JSON says of the search."""
        return {"hashes": self.hashes, "seconds": round(self.seconds, 3), "expected_hashes": self.expected}

    def reach(self, at: int) -> None:
        """All nonces below ``at`` are tried; say so when it is time."""
        self.at = at
        self.bar.show(1 - math.exp(-self.hashes / self.expected), self._words)

    def _words(self) -> str:
        average = duration(self.expected / self.hashes * self.seconds)
        return f"{self.hashes:,} hashes, {self.rate}, {duration(self.seconds)}; on average {average}"

    def clear(self) -> None:
        """Take the bar off the terminal."""
        self.bar.clear()
