"""Headers: from 80 bytes each to their place in the tree, with every rule, in pure Python on one core."""

from collections.abc import Iterator

from benchmarks.measure import Row, Setting, compared, in_turns, per_second
from blockkit import RULES, Chain, Header
from blockkit.data.first_headers import first_headers
from blockkit.encoding import Reader

GOAL = 25_000  # headers a second; the one full node in Python reports 24,000
NOW = 1_300_000_000


def header_rows(setting: Setting) -> Iterator[Row]:
    """The first 2,016 headers after block 0, the change of the target included."""
    headers = first_headers()[1:]
    raw = b"".join(header.serialize() for header in headers)

    def judge() -> bytes:
        chain, reader = Chain(RULES), Reader(raw)
        for _ in headers:
            index = chain.accept_header(Header.read(reader), NOW)
        return index.hash

    taken = in_turns({"ours": judge}, setting.rounds)["ours"]
    against = f"{GOAL:,} a second"
    costs = {"ours": taken, against: [len(headers) / GOAL] * len(taken)}
    what = f"parse and judge {len(headers):,} headers"
    yield from compared(what, costs, [against], per_second(len(headers), "headers"), {against: 1.0})
