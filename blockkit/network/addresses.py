"""Whom to dial, and when again; and the addresses that peers tell each other.

A node dials what its owner named. What it learns from others it passes on, and dials only if the owner lets
it (``Limits.learned``): so many at a time, on this machine alone unless ``Limits.anywhere`` says otherwise,
never a port below 1024, never itself. So no stranger can make it knock on somebody's door.

Source: Bitcoin Core v28.1, ``addrman.h`` and ``net_processing.cpp``.
"""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil

from blockkit.network.messages import Addr, Address, Connect, GetAddr
from blockkit.network.state import Link, State

RATE, BURST = 0.1, 1_000  # addresses a second that are looked at, and at once (MAX_ADDR_RATE_PER_SECOND, …)
SHARE = 0.23  # of all that we know, in one answer (MAX_PCT_ADDR_TO_SEND)


@dataclass(slots=True)
class Dial:
    """An address that is to be dialled, and how that goes."""

    delay: float  # before the next try
    at: float  # when that is due
    busy: bool = False  # being dialled, or connected
    learned: bool = False  # a peer told us of it, the owner did not
    failures: int = 0  # since the last time that it shook hands


def want(node: State, address: str) -> None:
    """Keep a connection to this address, from now on."""
    node.dials.setdefault(address, Dial(node.limits.retry_time, node.now)).learned = False
    dial(node)


def unwant(node: State, address: str) -> None:
    """Do so no longer."""
    node.dials.pop(address, None)
    for link in list(node.links.values()):
        if link.address == address:
            node.close(link, "its owner, or ours, wants it so")


def dial(node: State) -> None:
    """Dial all that are due."""
    explore(node)
    for address, one in node.dials.items():
        if one.busy:
            continue
        if node.now < one.at:
            node.alarm(one.at)
        elif sum(link.outbound for link in node.links.values()) < node.limits.outbound:
            one.busy = True
            node.tell_adapter(Connect(address))


def explore(node: State) -> None:
    """Choose addresses that peers told us, as many as the owner lets us dial."""
    room = node.limits.learned - sum(one.learned for one in node.dials.values())
    if room > 0:
        known = sorted({address for one in node.addresses.values() if (address := allowed(node, one))})
        fresh = [address for address in known if address not in node.dials]
        for address in node.rng.sample(fresh, min(room, len(fresh))):
            node.dials[address] = Dial(node.limits.retry_time, node.now, learned=True)


def allowed(node: State, told: Address) -> str:
    """``host:port`` of an address that may be dialled; empty if it may not."""
    six = IPv6Address(told.ip)
    host = ip_address(six.ipv4_mapped or six)
    near = host.is_loopback or (node.limits.anywhere and host.is_global and not host.is_multicast)
    text = f"[{host}]:{told.port}" if host.version == 6 else f"{host}:{told.port}"
    return text if near and text.encode() not in node.given_up else ""


def give_up(node: State, address: str) -> None:
    """Dial it no more, and remember that, whoever tells of it again."""
    if address:
        node.dials.pop(address, None)
        node.given_up.add(address.encode())


def failed(node: State, address: str) -> None:
    """It did not answer, or the connection ended: try again, each time later than the last."""
    one = node.dials.get(address)
    if one is not None and one.learned and one.failures + 1 >= node.limits.tries:
        give_up(node, address)
        node.alarm(node.now + one.delay)  # another's turn
    elif one is not None:
        one.failures += 1
        one.busy, one.at = False, node.now + one.delay
        one.delay = min(2 * one.delay, node.limits.most_retry_time)
        node.alarm(one.at)


def succeeded(node: State, link: Link) -> None:
    """The handshake is over: should the connection be lost, it is dialled again soon."""
    if link.address in node.dials:
        node.dials[link.address].delay, node.dials[link.address].failures = node.limits.retry_time, 0
    if link.outbound and node.limits.learned:
        node.say(link, GetAddr())
        if node.listens is not None:
            node.say(link, Addr((node.listens,)))


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
    dial(node)


def on_getaddr(node: State, link: Link) -> None:
    """Tell who dialled us a part of what we know, once (so nobody can list all of it)."""
    if link.outbound or link.gave_addresses:
        return
    link.gave_addresses = True
    known: list[Address] = list(node.addresses.values())
    count = min(node.limits.addr, ceil(len(known) * SHARE))
    if count:
        node.say(link, Addr(tuple(node.rng.sample(known, count))))
