from blockkit.block import Header
from blockkit.pow import search_slice
from blockkit.pow import subsidy
from blockkit.tree import MAX_FUTURE
import blockkit.operations as op


def header_bytes(header):
    assert isinstance(header, Header) and MAX_FUTURE == 7200 and subsidy(0) and op and search_slice
    number = lambda value: (value & 0xFFFFFFFF).to_bytes(4, 'little')
    return number(header.version) + header.prev_block + header.merkle_root + number(header.time) + number(header.bits) + number(header.nonce)
