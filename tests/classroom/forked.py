"""A second caller: the student's function runs in a forked child, and only plain values and handles cross.

It is what the seam of ``blockkit.classroom.trying.calling`` is for, in its smallest form. A list, dict or
bytearray has a handle on both sides. So a function sees "the same list, changed", and a check sees what a
function does to it. A function that a check hands in stays here; the child calls back.
"""

import io
import marshal
import os
import pickle
import select
import signal
import struct
import sys
from collections.abc import Mapping
from dataclasses import replace
from time import monotonic
from types import MappingProxyType

from blockkit.block import Block, Header
from blockkit.classroom.branches import Tip, tip
from blockkit.classroom.dice import Dice
from blockkit.classroom.trying import plain
from blockkit.classroom.trying.calling import Done, call_here
from blockkit.classroom.trying.plain import TODO, Strange
from blockkit.classroom.trying.time_limit import WALL
from blockkit.classroom.trying.trial import codes, current
from blockkit.params import ChainParams
from blockkit.transaction import OutPoint, Transaction, TxIn, TxOut
from blockkit.utxo import Coin

FROZEN = (ChainParams, Transaction, TxIn, TxOut, OutPoint, Coin, Block)
FIELDS = ("version", "prev_block", "merkle_root", "time", "bits", "nonce")


class Odd(Strange):
    """An answer that is no plain value: a visible check may still ask whether it is true."""

    def __init__(self, kind, true):
        super().__init__(kind)
        self.true = true

    def __bool__(self):
        return self.true


def is_true(value):
    try:
        return bool(value)
    except Exception:
        return True


def names_of(codes):
    """Code objects by file and name: the child has the same files."""
    return tuple((code.co_filename, code.co_qualname) for code in codes)


def code_called(file, qualname):
    """The code of that name in the module that was loaded from a file."""
    module = next(one for one in list(sys.modules.values()) if getattr(one, "__file__", None) == file)
    outer, *inner = qualname.split(".<locals>.")
    found = module
    for name in outer.split("."):
        found = vars(found)[name]
    code = next(iter(codes(found)))
    for name in inner:  # a function made by another one is among the constants of its code
        code = next(one for one in code.co_consts if getattr(one, "co_name", None) == name)
    return code


class Codec:
    """Values as nested tuples that :mod:`marshal` writes; what can be changed is known by a handle."""

    def __init__(self, first_handle):
        self.next_handle = first_handle
        self.by_handle, self.handle_of = {}, {}
        self.functions = []  # that were handed in here
        self.call_back = None  # how to call one that was handed in on the other side

    def encode(self, value, seen=None):
        seen = set() if seen is None else seen
        if value is None or type(value) in (bool, int, float, str, bytes):
            return value
        if value is TODO:
            return ("todo",)
        if isinstance(value, Strange):
            return ("strange", value.kind, True)
        if isinstance(value, memoryview):
            whole = isinstance(value.obj, bytearray) and bytes(value) == value.obj  # it changes with it
            return ("memoryview", self.encode(value.obj if whole else bytes(value), seen))
        if isinstance(value, Tip):
            return ("tip", self.handle(value), value.chainwork, value.failed, value.hash)
        if isinstance(value, Dice):
            return ("dice", self.handle(value), value.thrown, value.getstate())
        if isinstance(value, FROZEN):  # nothing that is done to them shows, so each crosses once
            if id(value) in self.handle_of:
                return ("known", self.handle_of[id(value)])
            return ("frozen", self.handle(value), pickle.dumps(value))
        if isinstance(value, Header):
            return ("header", tuple(getattr(value, name) for name in FIELDS))
        if isinstance(value, tuple):
            return ("tuple", tuple(self.encode(item, seen) for item in value))
        if isinstance(value, Mapping) and not isinstance(value, dict):
            return ("view", self.encode(dict(value), seen))
        if isinstance(value, frozenset):
            return ("frozenset", tuple(self.encode(item, seen) for item in value))
        if isinstance(value, list | dict | bytearray | set):
            handle = self.handle(value)
            if handle in seen:
                return ("known", handle)
            seen.add(handle)
            if isinstance(value, set):
                return ("set", handle, tuple(self.encode(item, seen) for item in value))
            if isinstance(value, list):
                return ("list", handle, tuple(self.encode(item, seen) for item in value))
            if isinstance(value, bytearray):
                return ("bytearray", handle, bytes(value))
            pairs = [(self.encode(key, seen), self.encode(value[key], seen)) for key in value]
            return ("dict", handle, tuple(pairs))
        if callable(value) and self.call_back is None:  # only checks hand functions in
            self.functions.append(value)
            return ("function", len(self.functions) - 1)
        return ("strange", type(value).__name__, is_true(value))

    def handle(self, value):
        if id(value) not in self.handle_of:
            self.keep(self.next_handle, value)
            self.next_handle += 2
        return self.handle_of[id(value)]

    def keep(self, handle, value):
        self.by_handle[handle], self.handle_of[id(value)] = value, handle
        return value

    def decode(self, data):
        if not isinstance(data, tuple):
            return data
        kind, *rest = data
        if kind == "todo":
            return TODO
        if kind == "strange":
            return Odd(*rest)
        if kind == "tip":
            handle, chainwork, failed, own_id = rest
            found = self.by_handle.get(handle) or self.keep(handle, tip(chainwork))
            found.chainwork, found.failed, found.hash = chainwork, failed, own_id
            return found
        if kind == "dice":
            handle, thrown, state = rest
            dice = self.by_handle.get(handle) or self.keep(handle, Dice(thrown))
            dice.setstate(state)
            return dice
        if kind == "frozen":
            return self.keep(rest[0], pickle.loads(rest[1]))
        if kind == "header":
            return Header(**dict(zip(FIELDS, rest[0], strict=True)))
        if kind == "memoryview":
            return memoryview(self.decode(rest[0]))
        if kind == "view":
            return MappingProxyType(self.decode(rest[0]))
        if kind == "tuple":
            return tuple(self.decode(item) for item in rest[0])
        if kind == "known":
            return self.by_handle[rest[0]]
        if kind == "function":
            return lambda *args: self.call_back(rest[0], args)
        if kind == "frozenset":
            return frozenset(self.decode(item) for item in rest[0])
        handle, content = rest
        new = {"list": list, "dict": dict, "bytearray": bytearray, "set": set}[kind]()
        known = self.by_handle.get(handle)
        value = self.keep(handle, new) if known is None else known
        if kind == "list":
            content = [self.decode(item) for item in content]
            value[:] = content
        elif kind == "set":
            content = {self.decode(item) for item in content}
            value.clear()
            value.update(content)
        elif kind == "bytearray":
            if value != content:
                value[:] = content
        elif type(value) is dict:
            pairs = [(self.decode(key), self.decode(item)) for key, item in content]
            value.clear()
            value.update(pairs)
        return value


class Pipe:
    """Whole messages over two file descriptors."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    def send(self, message):
        data = marshal.dumps(message)
        data = struct.pack("<I", len(data)) + data
        while data:
            data = data[os.write(self.writer, data) :]

    def receive(self, deadline=None):
        (size,) = struct.unpack("<I", self._exactly(4, deadline))
        return marshal.loads(self._exactly(size, deadline))

    def _exactly(self, size, deadline):
        data = b""
        while len(data) < size:
            if (
                deadline is not None
                and not select.select([self.reader], [], [], max(0, deadline - monotonic()))[0]
            ):
                raise TimeoutError
            piece = os.read(self.reader, size - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data


class ForkedCaller:
    """Runs the given functions in a child process; everything else is refused."""

    def __init__(self, functions):
        self.functions = list(functions)
        self.pid = None

    def __call__(self, function, args, terms):
        if function is TODO:
            return Done(problem="unwritten")
        if self.pid is None:
            self._fork(terms)
        number = next(i for i, known in enumerate(self.functions) if known is function)
        digest = None if terms.afterwards or terms.digest is None else terms.digest.__name__
        codec = self.codec
        try:
            watched = names_of(terms.not_to_borrow), names_of(terms.also_allowed)
            seen = set()  # the answers cross again too: a check may have changed one since
            crossing = codec.encode(tuple(args), seen), tuple(codec.encode(one, seen) for one in self.answers)
            self.pipe.send((number, *crossing, terms.seconds, digest, watched))
            done = self._answer(monotonic() + terms.seconds * WALL + 2)
        except (EOFError, TimeoutError, BrokenPipeError):
            self.close()
            return Done(problem="endless", words=f"{terms.seconds:g}", seconds=terms.seconds)
        if done.problem == "endless":
            self.close()  # it may have been interrupted in the middle of a message
        if terms.afterwards is not None and not done.problem:
            if isinstance(done.value, list | dict):
                self.answers.append(done.value)
            terms.afterwards()
            done = replace(done, value=terms.digest(done.value))
        return done

    def _answer(self, deadline):
        while True:
            kind, *rest = self.pipe.receive(deadline)
            if kind == "done":
                (fields, value, changed) = rest
                for one in changed:
                    self.codec.decode(one)
                problem, words, line, refused, seconds = fields
                return Done(self.codec.decode(value), problem, words, line, refused, seconds)
            number, args = rest  # the child calls a function of ours
            try:
                self.pipe.send(
                    ("result", self.codec.encode(self.codec.functions[number](*self.codec.decode(args))))
                )
            except Exception as error:
                self.pipe.send(("raised", pickle.dumps(error)))

    def close(self):
        if self.pid is not None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            os.close(self.pipe.reader)
            os.close(self.pipe.writer)
            self.pid = None

    # -- the child

    def _fork(self, terms):
        (here_in, there_out), (there_in, here_out) = os.pipe(), os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                null = os.open(os.devnull, os.O_RDWR)
                for descriptor in (0, 1, 2):
                    os.dup2(null, descriptor)
                sys.stdout = sys.stderr = io.StringIO()
                self._serve(Pipe(there_in, there_out), terms)
            finally:
                os._exit(0)
        os.close(there_in), os.close(there_out)
        self.answers = []  # that a check may look at, or change, when they are back
        self.codec, self.pipe = Codec(first_handle=0), Pipe(here_in, here_out)

    def _serve(self, pipe, terms):
        codec = Codec(first_handle=1)
        current().caller = call_here  # for what the function itself may try

        def call_back(number, args):
            pipe.send(("call", number, codec.encode(args)))
            kind, value = pipe.receive()
            if kind == "raised":
                raise pickle.loads(value)
            return codec.decode(value)

        codec.call_back = call_back
        answers, known = [], None
        while True:
            number, args, held, seconds, digest, watched = pipe.receive()
            args = codec.decode(args)
            for one in held:
                codec.decode(one)
            if watched != known:
                known = watched
                forbidden, allowed = ([code_called(*one) for one in some] for some in watched)
                terms = replace(
                    terms,
                    not_to_borrow={code: code.co_qualname for code in forbidden},
                    also_allowed=frozenset(allowed),
                )
            theirs = replace(
                terms, seconds=seconds, digest=digest and getattr(plain, digest), afterwards=None
            )
            done = call_here(self.functions[number], args, theirs)
            seen = set()
            changed = tuple(
                codec.encode(one, seen)
                for one in (*args, *answers)
                if isinstance(one, list | dict | bytearray | set | Dice)
            )
            answers.append(done.value)
            fields = (done.problem, done.words, done.line, done.refused, done.seconds)
            pipe.send(("done", fields, codec.encode(done.value, seen), changed))
            sys.stdout.seek(0), sys.stdout.truncate()
