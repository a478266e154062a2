"""The compiled search: the answers of the pure one, and no harm where it is not ready or never will be."""

import subprocess
import sys
import threading
import warnings
from dataclasses import replace
from importlib.util import find_spec
from random import Random

import pytest

import blockkit.engines
from blockkit import Header, hash256, pow, to_display
from blockkit.data import real_block
from blockkit.engines import fast_search
from blockkit.engines.fast_search import Compiler
from blockkit.node import mining

NONCES = 2**32


@pytest.fixture(scope="session")
def loop():
    """The compiled loop; compiled once for all tests."""
    if find_spec("numba") is None:
        pytest.skip("numba is not installed")
    return fast_search.compile_now()


@pytest.fixture
def sha256_numba(loop):
    """The module of the compiled loop."""
    from blockkit.engines import sha256_numba

    return sha256_numba


def value(header76, nonce):
    return int.from_bytes(hash256(header76 + nonce.to_bytes(4, "little")), "little")


# ---- the same answers ----------------------------------------------------------------------------


@pytest.mark.parametrize("chunk", [1, 7, 64, 2**16])
def test_it_agrees_with_the_pure_loop_on_any_slice(loop, sha256_numba, monkeypatch, chunk):
    monkeypatch.setattr(sha256_numba, "CHUNK", chunk)
    random, found = Random(chunk), 0
    for _ in range(60):
        header76, size = random.randbytes(76), random.randrange(600)
        target = random.getrandbits(random.randrange(240, 257))
        start = random.choice([0, random.randrange(NONCES - size), NONCES - size])
        expected = mining.search_slice(header76, target, start, start + size)
        assert loop(header76, target, start, start + size) == expected
        found += expected is not None
    assert 10 < found < 50  # both answers were asked for


def test_a_find_far_behind_the_first_chunk(loop, sha256_numba):
    header76, size = Random(1).randbytes(76), 3 * sha256_numba.CHUNK + 5
    rarest = min(range(size), key=lambda nonce: value(header76, nonce))
    assert rarest > sha256_numba.CHUNK
    assert loop(header76, value(header76, rarest), 0, size) == rarest
    assert loop(header76, value(header76, rarest) - 1, 0, size) is None
    assert loop(header76, value(header76, rarest), 0, rarest) is None


def test_a_hash_that_equals_the_target_meets_it(loop):
    header76 = bytes(76)
    for nonce in [*range(50), *range(NONCES - 50, NONCES)]:
        assert loop(header76, value(header76, nonce), nonce, nonce + 1) == nonce
        assert loop(header76, value(header76, nonce) - 1, nonce, nonce + 1) is None


@pytest.mark.parametrize("exponent", [256, 255, 225, 224, 223, 0])
def test_powers_of_two_and_what_lies_below_them(loop, exponent):
    for target in (2**exponent - 1, min(2**exponent, 2**256 - 1)):
        for start in (0, NONCES - 200):
            expected = mining.search_slice(bytes(76), target, start, start + 200)
            assert loop(bytes(76), target, start, start + 200) == expected


@pytest.mark.parametrize("start", [0, 5, NONCES])
def test_nothing_is_found_in_an_empty_slice(loop, start):
    assert loop(bytes(76), 2**256 - 1, start, start) is None
    assert loop(bytes(76), 2**256 - 1, start, 0) is None


def test_it_finds_the_nonce_of_block_0(loop):
    header = real_block(0).header
    target = pow.bits_to_target(header.bits)
    assert loop(header.serialize()[:76], target, header.nonce - 2**20, NONCES) == header.nonce


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((bytes(80), 1, 0, 1), "header must be 76 bytes, got 80"),
        ((bytes(76), 2**256, 0, 1), "target must lie between"),
        ((bytes(76), -1, 0, 1), "target must lie between"),
        ((bytes(76), 1, -1, 1), "first nonce must lie between"),
        ((bytes(76), 1, 0, NONCES + 1), "stop before must lie between"),
    ],
)
def test_misuse_is_said_in_words(loop, arguments, message):
    with pytest.raises(ValueError, match=message):
        loop(*arguments)


def test_a_compiler_that_blunders_is_found_out(sha256_numba, monkeypatch):
    right = sha256_numba.first_digits

    def wrong(header, start, digits):
        right(header, start, digits)
        digits[-1] ^= 1

    monkeypatch.setattr(sha256_numba, "first_digits", wrong)
    with pytest.raises(RuntimeError, match="disagrees with hashlib about nonce 99"):
        sha256_numba.check_against_hashlib()


# ---- in the background: a stand-in takes the place of numba ----------------------------------------


class Slow:
    """Stands in for ``sha256_numba``: is ready when told so."""

    def __init__(self):
        self.ready = threading.Event()
        self.slices = []

    def check_against_hashlib(self):
        assert self.ready.wait(60)

    def search_slice(self, *arguments):
        self.slices.append(arguments)
        return mining.search_slice(*arguments)


@pytest.fixture
def slow(monkeypatch):
    """A compiler that takes its time; numba counts as installed."""
    slow = Slow()
    monkeypatch.setattr(blockkit.engines, "sha256_numba", slow, raising=False)
    monkeypatch.setattr(fast_search, "find_spec", lambda name: name)
    yield slow
    slow.ready.set()


HEADER = Header(1, bytes(32), bytes(32), 0, 0x1F00FFFF, 0)  # 2^16 tries on average


def test_the_pure_loop_goes_on_until_the_compiled_one_is_ready(slow, monkeypatch):
    monkeypatch.setattr(mining, "PATIENCE", 3000)
    compiler = Compiler()
    monkeypatch.setattr(fast_search, "compiled", compiler.compiled)
    *before, found = mining.search(HEADER, slice_size=1000)
    assert compiler.thread.is_alive()
    assert compiler.compiled() is None
    assert slow.slices == []
    assert len(before) > 10

    slow.ready.set()
    assert compiler.compile_now() == slow.search_slice
    assert compiler.compiled() == slow.search_slice
    assert list(mining.search(HEADER, slice_size=1000)) == [*before, found]
    assert len(slow.slices) == len(before) + 1 - 3  # the first three slices ask for patience
    assert found == replace(HEADER, nonce=found.nonce)
    assert to_display(found.hash).startswith("0000")


def test_a_short_search_starts_no_compiler(slow, monkeypatch):
    compiler = Compiler()
    monkeypatch.setattr(fast_search, "compiled", compiler.compiled)
    assert [*mining.search(HEADER)][-1]
    assert not compiler.asked


def test_it_is_started_once(slow, monkeypatch):
    asked = []
    monkeypatch.setattr(fast_search, "find_spec", lambda name: asked.append(name) or name)
    compiler = Compiler()
    threads = {compiler.compiled() or compiler.thread for _ in range(3)}
    assert (len(threads), asked) == (1, ["numba"])


def test_without_numba_there_is_no_compiled_loop(monkeypatch):
    asked = []
    monkeypatch.setattr(fast_search, "find_spec", asked.append)
    compiler = Compiler()
    assert (compiler.compiled(), compiler.compiled(), compiler.thread) == (None, None, None)
    assert asked == ["numba"]
    with pytest.raises(ImportError, match=r"pip install blockkit-course\[fast\]"):
        compiler.compile_now()


def test_a_failure_is_told_once_and_remembered(slow, monkeypatch):
    monkeypatch.setattr(slow, "check_against_hashlib", lambda: slow.ready.wait(60) / 0)
    compiler = Compiler()
    assert compiler.compiled() is None
    slow.ready.set()
    compiler.thread.join()
    with pytest.warns(UserWarning, match="numba could not do it: ZeroDivisionError"):
        assert compiler.compiled() is None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert compiler.compiled() is None
    with pytest.raises(RuntimeError, match="could not compile the search: ZeroDivisionError"):
        compiler.compile_now()


def test_where_no_thread_can_be_had_the_pure_loop_remains(slow, monkeypatch):
    def refuse(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    compiler = Compiler()
    with pytest.warns(UserWarning, match="can't start new thread"):
        assert compiler.compiled() is None
    with pytest.raises(RuntimeError, match="can't start new thread"):
        compiler.compile_now()


def run(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_program_that_ends_meanwhile_waits_for_the_compiler():
    """A thread that is in the compiler when Python ends takes the process down with it."""
    assert (
        run(
            "import blockkit.engines, time\n"
            "class Slow:\n"
            "    def check_against_hashlib(): time.sleep(0.2); print('compiled')\n"
            "blockkit.engines.sha256_numba = Slow\n"
            "from blockkit.engines import fast_search\n"
            "fast_search.find_spec = lambda name: name\n"
            "fast_search.compiled()\n"
            "print('ends')"
        )
        == "ends\ncompiled"
    )


@pytest.mark.parametrize("module", ["blockkit", "blockkit.engines.fast_search", "blockkit.pow"])
def test_an_import_brings_neither_numba_nor_threads(module):
    assert (
        run(f"import {module}, sys; print({{'numba', 'numpy', 'threading'}} & set(sys.modules))") == "set()"
    )
