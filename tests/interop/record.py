"""Record what a stranger says: ``python -m tests.interop.record`` writes blockkit/network/recorded/.

110 blocks that it mined, a payment that it passed on and mined, and five blocks more. What
sessions.py has to say of the session is printed.
"""

import tempfile
import time
from pathlib import Path

from blockkit import OutPoint, TxOut, hash160
from blockkit.network import tcp
from blockkit.network.messages import Decoder
from blockkit.network.sessions import FOLDER
from blockkit.templates import p2pkh
from blockkit.wallet.signing import build, sign_input
from tests.interop import bcoin, litecoind
from tests.interop.ours import Ours, until
from tests.library.building import KEY

LOCK = p2pkh(hash160(KEY.public_key()))


class Recorder(Decoder):
    """A decoder that keeps what it was fed."""

    heard = bytearray()

    def feed(self, data):
        Recorder.heard += data
        return super().feed(data)


def record(kind):
    Recorder.heard = bytearray()
    tcp.Decoder = Recorder
    with kind(Path(tempfile.mkdtemp()), "-whitelist=noban@127.0.0.1") as theirs, Ours(kind.rules) as ours:
        theirs.mine(110, LOCK)
        ours.dial(theirs.port)
        assert until(lambda: ours.height == 110, 60)
        coinbase = ours.chain.blocks[ours.chain.tip.at(1).hash].transactions[0]
        spent = coinbase.outputs[0]
        tx = build([OutPoint(coinbase.txid, 0)], [TxOut(spent.value - 100_000, LOCK)])
        theirs.send(sign_input(tx, 0, [spent], KEY))
        assert until(lambda: ours.node.mempool.entries)
        theirs.mine(6, LOCK)
        assert until(lambda: ours.height == 116)
        assert not ours.node.mempool.entries
        version = next(iter(ours.node.links.values())).version
        ours.hang_up(theirs.port)
        heard = bytes(Recorder.heard)
    tcp.Decoder = Decoder
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{kind.name}.frames").write_bytes(heard)
    print(kind.name, version.agent, version.version, "now", int(time.time()), "bytes", len(heard))


if __name__ == "__main__":
    for kind in (bcoin.Bcoin, litecoind.Litecoind):
        record(kind)
