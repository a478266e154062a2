"""What lies between two nodes, and how large and what a message is."""

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


class WireSize:
    """The bytes of a message in its frame; of what is no message of Bitcoin's, those of its ``repr``.

    A block goes over thousands of lines: the last so many are measured once.
    """

    def __init__(self, most: int = 1_000) -> None:
        self.most = most
        # by id(), which is nobody else's while the block is here
        self._known: dict[int, tuple[Block, int]] = {}

    def __call__(self, message: Any) -> int:
        """The size of a message."""
        if not isinstance(message, Message):
            return len(repr(message).encode())
        if not isinstance(message, BlockMessage):
            return FRAME + len(message.payload())
        known = self._known.get(id(message.block))
        if known is None:
            known = self._known[id(message.block)] = message.block, FRAME + len(message.payload())
            if len(self._known) > self.most:
                del self._known[next(iter(self._known))]
        return known[1]


def describe(message: Any) -> str:
    """A message in a trace: the same text for the same bytes."""
    if not isinstance(message, Message):
        return repr(message)
    payload = message.payload()
    return f"{message.command} {len(payload)} {sha256(payload)[:4].hex()}"
