"""Every limit of the network in one place, with Core's name beside it: tests and simulations choose others.

Source: Bitcoin Core v28.1, ``net.h``, ``net_processing.cpp`` and ``txorphanage.h``.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Numbers are counts, sizes are bytes, times are seconds."""

    # what a message may hold
    payload: int = 4_000_000  # bytes of any message (MAX_PROTOCOL_MESSAGE_LENGTH)
    headers: int = 2_000  # in one answer (MAX_HEADERS_RESULTS)
    inv: int = 50_000  # in inv, getdata or notfound (MAX_INV_SZ)
    locator: int = 101  # ids in getheaders or getblocks (MAX_LOCATOR_SZ)
    addr: int = 1_000  # (MAX_ADDR_TO_SEND)
    agent: int = 256  # bytes (MAX_SUBVERSION_LENGTH)
    # what we ask for and tell
    getdata: int = 1_000  # that we ask for at once (MAX_GETDATA_SZ)
    getblocks: int = 500  # ids in our answer (hard-coded in ProcessMessage)
    announced: int = 8  # headers that announce a new branch; a longer one is an inv (MAX_BLOCKS_TO_ANNOUNCE)
    in_flight: int = 16  # blocks that one peer is asked for (MAX_BLOCKS_IN_TRANSIT_PER_PEER)
    window: int = 1_024  # blocks above the last one we have (BLOCK_DOWNLOAD_WINDOW)
    low_work: int = 144  # a branch so many blocks' work below our tip is ignored (GetAntiDoSWorkThreshold)
    served: int = 1_000_000  # bytes of transactions before a peer's other requests wait
    told: int = 35  # transactions that one inv tells of, where it waits (INVENTORY_BROADCAST_TARGET)
    inbound_wait: float = 0  # mean seconds before who dialled us is told; Core: 5 (INBOUND_INVENTORY_…)
    outbound_wait: float = 0  # before whom we dialled is told; Core: 2 (OUTBOUND_INVENTORY_…)
    # what we remember
    known: int = 10_000  # ids that a peer has (m_tx_inventory_known_filter, which holds 50,000)
    offered: int = 5_000  # transactions that a peer told us of (MAX_PEER_TX_ANNOUNCEMENTS)
    tx_in_flight: int = 100  # that we wait for from one peer (MAX_PEER_TX_REQUEST_IN_FLIGHT)
    orphans: int = 100  # (DEFAULT_MAX_ORPHAN_TRANSACTIONS)
    orphan_time: float = 1_200  # seconds that one waits for its parents (ORPHAN_TX_EXPIRE_TIME)
    orphan_size: int = 100_000  # bytes of one; a larger one is dropped (MAX_STANDARD_TX_WEIGHT, in bytes)
    rejected: int = 50_000  # transactions that we need not judge again (m_lazy_recent_rejects)
    events: int = 10_000  # that nobody has looked at yet
    unread: int = 5_000_000  # bytes that wait for a slow reader (DEFAULT_MAXSENDBUFFER, and a block more)
    # connections
    inbound: int = 114  # (DEFAULT_MAX_PEER_CONNECTIONS - MAX_OUTBOUND…)
    outbound: int = 11  # (MAX_OUTBOUND_FULL_RELAY_CONNECTIONS and the rest)
    addresses: int = 1_000  # that we remember
    learned: int = 0  # of these, so many are dialled at a time; 0: only what the owner named
    anywhere: bool = False  # may they be on other machines?
    tries: int = 3  # before such an address is given up
    oldest_version: int = 31_800  # (MIN_PEER_PROTO_VERSION)
    # patience
    dial_time: float = 5  # (DEFAULT_CONNECT_TIMEOUT)
    handshake_time: float = 60  # (DEFAULT_PEER_CONNECT_TIMEOUT)
    ping_interval: float = 120  # (PING_INTERVAL)
    ping_time: float = 1_200  # without an answer (TIMEOUT_INTERVAL)
    headers_time: float = 120  # one getheaders at a time (HEADERS_RESPONSE_TIME)
    stall_time: float = 2  # for a block that others have too (BLOCK_STALLING_TIMEOUT_DEFAULT)
    most_stall_time: float = 64  # it doubles each time (BLOCK_STALLING_TIMEOUT_MAX)
    block_time: float = 600  # for a block that nobody else has (BLOCK_DOWNLOAD_TIMEOUT_BASE)
    tx_time: float = 60  # before another peer is asked (GETDATA_TX_INTERVAL)
    retry_time: float = 1  # before a lost connection is dialled again; it doubles each time
    most_retry_time: float = 60
