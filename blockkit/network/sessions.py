"""Recorded sessions: all that a node written by somebody else once said to ours, frame by frame.

So anybody's rules can be asked to follow a chain that a stranger mined, without the stranger:

>>> from blockkit import Chain
>>> from blockkit.network.node import Node
>>> from blockkit.network.sessions import session
>>> recorded = session("bcoin")
>>> node = Node(Chain(recorded.rules()))
>>> _ = node.connected("bcoin", outbound=True, now=recorded.now)
>>> for message in recorded.messages():
...     _ = node.handle("bcoin", message, recorded.now)
>>> node.chain.tip.height == recorded.height
True
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from blockkit.network.messages import MAGIC, Decoder, Message
from blockkit.params import REGTEST
from blockkit.rules import Rules, rules_for

FOLDER = Path(__file__).with_name("recorded")


@dataclass(frozen=True, slots=True)
class Session:
    """What one stranger said."""

    name: str
    program: str  # with its version
    protocol: int  # the version of the protocol that it speaks
    now: int  # the clock, in seconds since 1970, when it ended
    height: int  # of its chain then
    rules: Callable[[], Rules]  # of its chain

    def frames(self) -> bytes:
        """All bytes that came from it, one frame after the other."""
        return (FOLDER / f"{self.name}.frames").read_bytes()

    def messages(self) -> Iterator[Message]:
        """The same as messages."""
        return Decoder(MAGIC["regtest"]).feed(self.frames())


def bcoin_rules() -> Rules:
    """Bitcoin's regtest; witnesses come by vote there, at height 432."""
    return rules_for(replace(REGTEST, segwit_height=432))


# of Litecoin's regtest; not Satoshi's transaction
LITECOIN_BLOCK_0 = (
    "010000000000000000000000000000000000000000000000000000000000000000000000d9ced4ed1130f7b7faad9be2"
    "5323ffafa33232a17c3edf6cfd97bee6bafbdd97dae5494dffff7f2000000000"
    "01010000000100000000000000000000000000000000000000000000000000000000"
    "00000000ffffffff4804ffff001d0104404e592054696d65732030352f4f63742f32303131205374657665204a6f6273"
    "2c204170706c65e280997320566973696f6e6172792c2044696573206174203536ffffffff0100f2052a010000004341"
    "040184710fa689ad5023690c80f3a49c8f13f8d45b8c857fbcbc8bc4a8e4d3eb4b10f4d4604fa08dce601aaf0f470216"
    "fe1b51850b4acf21b179c45070ac7b03a9ac00000000"
)


def litecoin_rules() -> Rules:
    """Litecoin's regtest: Bitcoin's but for block 0, and for the hash that must meet the target."""
    params = replace(
        REGTEST,
        name="litecoin-regtest",
        genesis="530827f38f93b43ed12af0b3ad25a288dc02ed74d6d7857862df51fc56c416f9",
        block_0=bytes.fromhex(LITECOIN_BLOCK_0),
    )
    return replace(rules_for(params), meets_target=scrypt_meets_target)


def scrypt_meets_target(header: bytes, target: int) -> bool:
    """The slot of proof of work, with scrypt instead of two SHA-256."""
    digest = hashlib.scrypt(header, salt=header, n=1024, r=1, p=1, dklen=32)
    return int.from_bytes(digest, "little") <= target


SESSIONS = {
    one.name: one
    for one in (
        Session("bcoin", "bcoin 1.0.2", 70_015, 1_795_904_602, 116, bcoin_rules),
        Session("litecoind", "Litecoin Core 0.21.2.1", 70_016, 1_795_904_605, 116, litecoin_rules),
    )
}


def session(name: str) -> Session:
    """A recorded session; ``ValueError`` names those that there are."""
    if name not in SESSIONS:
        raise ValueError(f"there is no session {name!r}; there are {', '.join(SESSIONS)}")
    return SESSIONS[name]
