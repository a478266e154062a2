"""The search for a nonce: no find in any of these slices, so that all of it is searched."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from benchmarks.measure import Row, Setting, Work, compared, in_turns, peer, per_second
from blockkit import pow, search
from blockkit.data import real_block
from blockkit.engines import fast_search

HEADER = real_block(277647).header
NONCES = 2**16  # for the pure loops
MANY = 2**22  # for the compiled one


def search_rows(setting: Setting) -> Iterator[Row]:
    """The pure loop, btclib's, and the compiled one."""
    work: dict[str, Work] = {"ours": lambda: list(search(HEADER, stop=NONCES)) == [None]}
    mining = peer("btclib.block.mining")
    if mining:
        header = peer("btclib.block").BlockHeader.parse(HEADER.serialize())
        header.nonce = 0
        work["btclib's mine"] = lambda: mining.mine(header, NONCES) is None
    if find_spec("numba"):
        compiled, target = fast_search.compile_now(), pow.bits_to_target(HEADER.bits)
        work["compiled"] = lambda: compiled(HEADER.serialize()[:76], target, 0, MANY) is None
    taken = in_turns(work, setting.rounds)
    show, goals = per_second(NONCES, "hashes"), {"btclib's mine": 3.0}
    yield from compared("search for a nonce, pure", taken, ["btclib's mine"], show, goals)

    registers, goal = vector_registers()
    what, goals = f"search, compiled for {registers}", {"ours, pure": goal} if goal else {}
    pure = taken["ours"]
    if "compiled" not in taken:
        yield Row(what, "", "ours, pure", goal=goal, remark="numba not available")
        return
    costs = {"ours": [seconds * NONCES / MANY for seconds in taken["compiled"]], "ours, pure": pure}
    yield from compared(what, costs, ["ours, pure"], show, goals)


def cpu_flags() -> set[str]:
    """What the processor says it can do, where the system tells."""
    cpuinfo = Path("/proc/cpuinfo")
    return set(cpuinfo.read_text().split()) if cpuinfo.exists() else set()


def vector_registers() -> tuple[str, float | None]:
    """What the processor can do at a time, and the goal for it."""
    flags = cpu_flags()
    for flag, name, goal in (("avx512f", "AVX-512", 20.0), ("avx2", "AVX2", 7.0)):
        if flag in flags:
            return name, goal
    return "an unknown processor", None
