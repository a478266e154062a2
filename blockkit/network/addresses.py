"""Whom to dial, and when again; and the addresses that peers tell each other.

A node dials only what its owner named: what it learns from others it passes on, and never follows. So no
stranger can make it knock on somebody's door.

Source: Bitcoin Core v28.1, ``addrman.h`` and ``net_processing.cpp``.
"""

from dataclasses import dataclass

from blockkit.network.messages import Addr, Address, Connect
from blockkit.network.state import Link, State

RATE, BURST = 0.1, 1_000  # addresses a second that are looked at, and at once (MAX_ADDR_RATE_PER_SECOND, …)
SHARE = 0.23  # of all that we know, in one answer (MAX_PCT_ADDR_TO_SEND)


@dataclass(slots=True)
class Dial:
    """An address that the owner named, and how dialling it goes."""

    delay: float  # before the next try
    at: float  # when that is due
    busy: bool = False  # being dialled, or connected


def want(node: State, address: str) -> None:
    """Keep a connection to this address, from now on."""
    node.dials.setdefault(address, Dial(node.limits.retry_time, node.now))
    dial(node)


def unwant(node: State, address: str) -> None:
    """Do so no longer."""
    node.dials.pop(address, None)
    for link in list(node.links.values()):
        if link.address == address:
            node.close(link, "its owner, or ours, wants it so")


def dial(node: State) -> None:
    """Dial all that are due."""
    for address, one in node.dials.items():
        if one.busy:
            continue
        if node.now < one.at:
            node.alarm(one.at)
        elif sum(link.outbound for link in node.links.values()) < node.limits.outbound:
            one.busy = True
            node.tell_adapter(Connect(address))


def failed(node: State, address: str) -> None:
    """It did not answer, or the connection ended: try again, each time later than the last."""
    one = node.dials.get(address)
    if one is not None:
        one.busy, one.at = False, node.now + one.delay
        one.delay = min(2 * one.delay, node.limits.most_retry_time)
        node.alarm(one.at)


def succeeded(node: State, link: Link) -> None:
    """The handshake is over: should the connection be lost, it is dialled again soon."""
    if link.address in node.dials:
        node.dials[link.address].delay = node.limits.retry_time


# ---- what peers tell each other ------------------------------------------------------------------


def on_addr(node: State, link: Link, message: Addr) -> None:
    """Remember addresses, a few a second from each peer; the rest is dropped (Core: ``ProcessAddrs``)."""
    link.addr_tokens = min(BURST, link.addr_tokens + RATE * (node.now - link.addr_at))
    link.addr_at = node.now
    for address in message.addresses[: int(link.addr_tokens)]:
        link.addr_tokens -= 1
        if address.port >= 1024:
            node.addresses[address.ip, address.port] = address
            if len(node.addresses) > node.limits.addresses:
                del node.addresses[node.rng.choice(list(node.addresses))]


def on_getaddr(node: State, link: Link) -> None:
    """Tell who dialled us a part of what we know, once (so nobody can list all of it)."""
    if link.outbound or link.gave_addresses:
        return
    link.gave_addresses = True
    known: list[Address] = list(node.addresses.values())
    count = min(node.limits.addr, int(len(known) * SHARE))
    if count:
        node.say(link, Addr(tuple(node.rng.sample(known, count))))
