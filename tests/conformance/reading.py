"""How the published files write things down: scripts as words, flags by name, blocks behind magic bytes."""

import bz2
import json

from blockkit import Flag
from blockkit.encoding import Reader
from blockkit.opcodes import CODES
from blockkit.script import encode_number, push, push_plainly

MAGIC = bytes.fromhex("f9beb4d9")  # the main network's


def read_json(path):
    return json.loads(path.read_text(encoding="utf-8"))


def unpack(path):
    """The raw blocks of a packed file, in which each is led by the network's magic bytes and its size."""
    reader = Reader(bz2.decompress(path.read_bytes()))
    while reader.peek():
        assert reader.read(4) == MAGIC
        yield reader.read(reader.uint(4))


def core_script(text):
    """A script as Core's tests write it: raw bytes as 0x…, 'text', whole numbers, names without OP_."""
    script = b""
    for word in text.split():
        if word.startswith("0x"):
            script += bytes.fromhex(word[2:])
        elif word.startswith("'"):
            script += push_plainly(word[1:-1].encode())
        elif word.lstrip("-").isdigit():
            script += push(encode_number(int(word)))
        else:
            script += bytes([CODES["OP_" + word.removeprefix("OP_")]])
    return script


def core_flags(text):
    """The flags in a comma-separated list; an unknown name is a ``KeyError``."""
    flags = Flag.NONE
    for name in text.split(","):
        if name:
            flags |= Flag[name]
    return flags
