"""Cuts a raw block into transactions. Test code: the parser of the library comes with a later issue."""

from blockkit.block import Header
from blockkit.encoding import Reader

MAGIC = bytes.fromhex("f9beb4d9")


def split_block(raw):
    """The header and the raw transactions of a block without witnesses."""
    reader = Reader(raw)
    header = Header.read(reader)
    transactions = []
    for _ in range(reader.varint()):
        start = reader.at
        reader.read(4)  # version
        for _ in range(reader.varint()):
            reader.read(36)  # outpoint
            reader.read(reader.varint())  # script_sig
            reader.read(4)  # sequence
        for _ in range(reader.varint()):
            reader.read(8)  # amount
            reader.read(reader.varint())  # script_pubkey
        reader.read(4)  # lock time
        transactions.append(raw[start : reader.at])
    reader.end()
    return header, transactions


def split_file(data):
    """The raw blocks of a file in which each is led by the network's magic bytes and its size."""
    reader = Reader(data)
    while reader.at < len(data):
        assert reader.read(4) == MAGIC
        yield reader.read(reader.uint(4))
