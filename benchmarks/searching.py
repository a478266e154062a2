"""The search for a nonce: no find in any of these slices, so that all of it is searched."""

import ctypes
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from benchmarks.measure import Row, Setting, Work, compared, in_turns, peer, per_second
from blockkit import pow, search
from blockkit.data import real_block
from blockkit.engines import fast_search

HEADER = real_block(277647).header
NONCES = 2**16  # for the pure loops
MANY = 2**22  # for the compiled one
IN_C = 2**14  # nonces in one call of the C program; what else there is to do hardly counts beside them


def search_rows(setting: Setting) -> Iterator[Row]:
    """The pure loop, btclib's, the compiled one, and the same in C."""
    work: dict[str, Work] = {"ours": lambda: list(search(HEADER, stop=NONCES)) == [None]}
    mining = peer("btclib.block.mining")
    if mining:
        header = peer("btclib.block").BlockHeader.parse(HEADER.serialize())
        header.nonce = 0
        work["btclib's mine"] = lambda: mining.mine(header, NONCES) is None
    target = pow.bits_to_target(HEADER.bits)
    if find_spec("numba"):
        compiled = fast_search.compile_now()
        work["compiled"] = lambda: compiled(HEADER.serialize()[:76], target, 0, MANY) is None
        if in_c := search_in_c():
            work["C"] = lambda: in_c(HEADER.serialize()[:76], target, MANY) is None
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
    costs = {"ours": taken["compiled"]} | ({"C, -O3": taken["C"]} if "C" in taken else {})
    show, why = per_second(MANY, "hashes"), "no compiler"
    yield from compared(what, costs, ["C, -O3"], show, {"C, -O3": 0.9}, why)


def search_in_c() -> Callable[[bytes, int, int], int | None] | None:
    """``search.c``, compiled for this very processor; ``None`` where there is no compiler."""
    compiler = next((name for name in ("clang", "gcc", "cc") if shutil.which(name)), None)
    if compiler is None:
        return None
    import numpy  # here, since numba brings it

    with tempfile.TemporaryDirectory() as folder:
        library = f"{folder}/search.so"
        source = str(Path(__file__).with_name("search.c"))
        options = ["-O3", "-march=native", "-shared", "-fPIC", "-o", library, source]
        if subprocess.run([compiler, *options], capture_output=True).returncode:
            return None
        first_digits = ctypes.CDLL(library).first_digits
    digits = numpy.empty(IN_C, numpy.uint32)

    def search(header76: bytes, target: int, stop: int) -> int | None:
        words = (ctypes.c_uint32 * 19)(*struct.unpack(">19I", header76))
        for low in range(0, stop, IN_C):
            first_digits(words, low, IN_C, digits.ctypes.data_as(ctypes.c_void_p))
            for i in numpy.flatnonzero(digits <= target >> 224):
                nonce = low + int(i)
                if pow.meets_target(header76 + nonce.to_bytes(4, "little"), target):
                    return nonce
        return None

    return search


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
