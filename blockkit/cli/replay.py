"""``blockkit replay``: judge the blocks in files, all of them, and say how far it came.

The chain is kept in a store and not in memory. Lines to compare go to standard output as they come, the
progress to standard error.
"""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from blockkit.cli.options import Args, Commands, add_chain, add_command
from blockkit.cli.progress import ProgressBar, duration, say
from blockkit.cli.reports import Data, Findings, broken, row, verdict, verdict_row
from blockkit.explain.words import counted, utc
from blockkit.hashing import to_display
from blockkit.node.alone import Alone
from blockkit.node.block_files import Fault, files_in
from blockkit.node.large_store import LargeStore
from blockkit.node.replay import MILESTONE, HeaderReplay, Milestone, Refusal, Replay
from blockkit.rules import rules_for

SHOWN = 5  # faults and refusals that are listed


class ReplayArgs(Args, Protocol):
    """What ``blockkit replay`` is given."""

    path: str
    store: str
    headers: bool
    alone: bool
    keep_going: bool


def add_replay(commands: Commands) -> None:
    """Declare ``blockkit replay``."""
    parser = add_command(commands, "replay", replay, "judge all blocks in a file or a folder")
    help = "raw blocks one after another, one of Bitcoin Core's blk*.dat, or a folder of them (with xor.dat)"
    parser.add_argument("path", metavar="PATH", help=help)
    add_chain(parser)
    help = "where the chain is kept; a later replay goes on with it (replay.sqlite, here)"
    parser.add_argument("--store", metavar="FILE", default="replay.sqlite", help=help)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--headers", action="store_true", help="headers only, with all their rules; no store")
    help = "each block by itself, every script of it, with the undo data in rev*.dat; no store"
    what.add_argument("--alone", action="store_true", help=help)
    parser.add_argument("--keep-going", action="store_true", help="go on past a block that breaks a rule")


def replay(args: ReplayArgs) -> Findings:
    """One of the three ways; what could not be read is told at the end."""
    files = files_in(Path(args.path))
    if args.headers:
        return replay_headers(args, files)
    return replay_alone(args, files) if args.alone else replay_blocks(args, files)


# ---- three ways ----------------------------------------------------------------------------------


def replay_blocks(args: ReplayArgs, files: list[Path]) -> Findings:
    """Feed a chain in a store."""
    milestones: list[Milestone] = []
    with LargeStore(args.store, rules_for(args.params)) as store, Bar(files) as bar:
        if store.note:
            say(store.note)
        run = Replay(store, files, int(time.time()), args.keep_going)
        chain = run.chain
        had = f"{args.store}, which has {counted(chain.tip.height, 'block')} above block 0 already"
        say(f"{counted(len(files), 'file')}, {bar.size:,} bytes; the chain is kept in {had}. Ctrl-C stops")
        try:
            for milestone in run.run():
                bar.reach(run.read, run.judged, lambda: f"height {chain.tip.height:,}")
                if milestone is not None:
                    milestones.append(milestone)
                    bar.put(milestone, args.json)
        except KeyboardInterrupt:
            done = f"{counted(run.judged, 'block')} judged in this run, height {chain.tip.height:,}"
            message = f"cancelled: {done}; all is kept in {args.store}, and the same command goes on"
            raise KeyboardInterrupt(message) from None
        coins, state = chain.count_coins()
        if run.judged + run.known == 0 and not run.refusals and not run.faults and not run.left_over:
            raise ValueError(f"{args.path} holds no blocks")
    tip, taken = chain.tip, duration(bar.taken)
    judged = {"blocks": run.judged, "transactions": run.transactions, "inputs": run.inputs}
    data: Data = {"store": args.store, "height": tip.height, "id": to_display(tip.hash), "coins": coins}
    data |= {"state_hash": state.hex(), "judged": judged, "known": run.known, "left_over": run.left_over}
    data["milestones"] = [
        {"height": m.height, "id": to_display(m.id), "coins": m.coins, "state_hash": m.state.hex()}
        for m in milestones
    ]
    lines = [row("height", f"{tip.height:,} ({utc(tip.header.time)})"), row("id", data["id"])]
    lines.append(row("coins", f"{coins:,}, hash {state.hex()}"))
    lines.append(row("judged now", f"{judged_words(run)}, in {taken}"))
    if run.known:
        lines.append(row("known before", counted(run.known, "block")))
    good = f"every rule holds up to height {tip.height:,}"
    return finished(data, lines, run.refusals, run.faults, missing_parent(run, "block"), good)


def replay_alone(args: ReplayArgs, files: list[Path]) -> Findings:
    """Judge each block with what it spent; where the headers lead down to block 0, in its place."""
    run = Alone(files, rules_for(args.params), int(time.time()), args.keep_going)
    with Bar(files) as bar:
        try:
            for place in run.run():
                bar.reach(run.read, run.judged, lambda: f"{run.judged:,} blocks")
                if run.judged % MILESTONE == 0:
                    words = (
                        f"{run.judged:>7}  blocks judged alone, {counted(run.inputs, 'input')}, up to {place}"
                    )
                    bar.put(words, args.json)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(f"cancelled after {counted(run.judged, 'block')}") from None
    data: Data = {"blocks": run.judged, "transactions": run.transactions, "inputs": run.inputs}
    data |= {"without_undo": run.without_undo, "without_place": run.without_place}
    lines = [row("judged alone", f"{judged_words(run)}, in {duration(bar.taken)}")]
    if run.without_undo:
        note = "not judged; block 0, and what was never in the chain, has none"
        lines.append(row("no undo data", f"{counted(run.without_undo, 'block')}, {note}"))
    if run.without_place:
        note = "judged at the height that the coinbase names, without lock times"
        lines.append(row("no headers below", f"{counted(run.without_place, 'block')}, {note}"))
    lines.append(row("not judged", "whether what is spent was unspent, and whether an id came twice"))
    nothing = "" if run.judged or run.refusals else "no block was judged: no undo data belongs to any"
    return finished(data, lines, run.refusals, run.faults, nothing, "every block by itself, every script")


def replay_headers(args: ReplayArgs, files: list[Path]) -> Findings:
    """All rules for headers, none for what is in the blocks."""
    run = HeaderReplay(files, rules_for(args.params), int(time.time()), args.keep_going)
    with Bar(files) as bar, rarely_collected():
        try:
            for _ in run.run():
                bar.reach(run.read, run.judged, lambda: f"{run.judged:,} headers")
        except KeyboardInterrupt:
            raise KeyboardInterrupt(f"cancelled after {counted(run.judged, 'header')}") from None
    best, rate = run.best, per_second(run.judged, bar.taken)
    data: Data = {"headers": run.judged, "height": best.height, "id": to_display(best.hash)}
    data |= {"chainwork": best.chainwork, "left_over": run.left_over}
    lines = [row("height", f"{best.height:,} ({utc(best.header.time)})"), row("id", data["id"])]
    lines.append(row("work", f"{best.chainwork:,} hashes on average, in all"))
    words = f"{counted(run.judged, 'header')} in {duration(bar.taken)}, {rate}"
    lines += [row("judged now", words), row("not judged", "what is in the blocks")]
    good = f"the headers hold up to height {best.height:,}"
    return finished(data, lines, run.refusals, run.faults, missing_parent(run, "header"), good)


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Headers stay, so the garbage collector need not look through them all the time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


# ---- reports -------------------------------------------------------------------------------------


def judged_words(run: Replay | Alone) -> str:
    """What has been judged."""
    blocks, transactions = counted(run.judged, "block"), counted(run.transactions, "transaction")
    return f"{blocks}, {transactions}, {counted(run.inputs, 'input')}"


def missing_parent(run: Replay | HeaderReplay, noun: str) -> str:
    """What never found its parent; empty when all did, or when the run did not come to the end."""
    if not run.left_over or (run.refusals and not run.keep_going):
        return ""
    parent, first = run.first_left_over
    why = f"the first, at {first}, stands on {to_display(parent)}, which is in none of the files"
    return f"{counted(run.left_over, noun)} could not be judged: {why}"


def finished(
    data: Data,
    lines: list[str],
    refusals: Sequence[Refusal],
    faults: Sequence[Fault],
    missing: str,
    good: str,
) -> Findings:
    """The end of every report: where it stopped and why, what could not be read, and the verdict."""
    judged = verdict()
    if refusals:
        first = refusals[0]
        detail = str(first.error).removeprefix(f"{first.error.reason}: ")
        judged = broken(first.error.reason, detail) | {"place": str(first.place), "height": first.height}
    for name, several in (("refused", refusals), ("not read", faults)):
        lines += [row(name, each) for each in several[:SHOWN]]
        if len(several) > SHOWN:
            lines.append(row("", f"and {len(several) - SHOWN:,} more"))
    unread = [str(fault) for fault in faults] + ([missing] if missing else [])
    if missing:
        lines.append(row("left over", missing))
    data |= {"refused": [str(refusal) for refusal in refusals], "unread": unread}
    problem = f"not everything could be read: {unread[0]}" if unread else ""
    if unread and judged["valid"]:
        good += ", of what could be read"
    return Findings(data | judged, [*lines, verdict_row(judged, good)], problem)


# ---- on the way ----------------------------------------------------------------------------------


class Bar(ProgressBar):
    """How far a run through files has come."""

    def __init__(self, files: Sequence[Path]) -> None:
        super().__init__()
        self.size = sum(file.stat().st_size for file in files)  # bytes
        self.taken = 0.0  # seconds in all, when it has ended

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        self.taken = self.seconds
        self.clear()

    def reach(self, read: int, judged: int, words: Callable[[], str]) -> None:
        """So many bytes are read, so many things judged; say so when it is time."""
        share = read / max(self.size, 1)

        def message() -> str:
            left = duration(self.seconds * (1 - share) / share) if share else "?"
            return f"{words()}, {per_second(judged, self.seconds)}, {left} left"

        self.show(share, message)

    def put(self, line: object, quiet: bool) -> None:
        """A line of the report that does not wait for the end; none with ``--json``."""
        if not quiet:
            self.clear()
            print(line, flush=True)


def per_second(count: int, seconds: float) -> str:
    """How fast."""
    return f"{count / max(seconds, 1e-6):,.0f} a second"
