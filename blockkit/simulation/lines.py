"""What lies between two nodes, and how large and what a message is."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from blockkit.block import Block
from blockkit.hashing import sha256
from blockkit.network.messages import FRAME, BlockMessage, Decoder, Message


@dataclass(eq=False, slots=True)
class Line:
    """One direction of a connection."""

    sender: int
    receiver: int
    delay: float  # seconds from one end to the other
    rate: float  # bytes a second
    free: float = 0.0  # when it can begin to send the next message
    last: float = 0.0  # when the last message arrives: no later one comes before
    up: bool = True
    asked: bool = False  # is it planned to ask the sender for more?
    decoder: Decoder | None = None  # of the receiver, where everything goes as bytes


# A block goes over thousands of lines: each is measured once. It is kept here, so nobody else gets its id().
_SIZES: "OrderedDict[int, tuple[Block, int]]" = OrderedDict()
MOST_SIZES = 1_000


def wire_size(message: Any) -> int:
    """The bytes of a message in its frame; of what is no message of Bitcoin's, those of its ``repr``."""
    if not isinstance(message, Message):
        return len(repr(message).encode())
    if not isinstance(message, BlockMessage):
        return FRAME + len(message.payload())
    known = _SIZES.get(id(message.block))
    if known is None:
        known = _SIZES[id(message.block)] = message.block, FRAME + len(message.payload())
        if len(_SIZES) > MOST_SIZES:
            _SIZES.popitem(last=False)
    return known[1]


def describe(message: Any) -> str:
    """A message in a trace: the same text for the same bytes."""
    if not isinstance(message, Message):
        return repr(message)
    payload = message.payload()
    return f"{message.command} {len(payload)} {sha256(payload)[:4].hex()}"
