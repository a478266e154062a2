"""Debian's ``litecoind``: Bitcoin Core's own network code. Its regtest differs in block 0 and in scrypt."""

import base64
import hashlib
import http.client
import json
import shutil
import socket
import subprocess
from dataclasses import replace

from blockkit import REGTEST, rules_for
from tests.interop.ours import until

PROGRAM = shutil.which("litecoind")
BLOCK_0 = (
    "010000000000000000000000000000000000000000000000000000000000000000000000d9ced4ed1130f7b7faad9be2"
    "5323ffafa33232a17c3edf6cfd97bee6bafbdd97dae5494dffff7f2000000000"
    "01010000000100000000000000000000000000000000000000000000000000000000"
    "00000000ffffffff4804ffff001d0104404e592054696d65732030352f4f63742f32303131205374657665204a6f6273"
    "2c204170706c65e280997320566973696f6e6172792c2044696573206174203536ffffffff0100f2052a010000004341"
    "040184710fa689ad5023690c80f3a49c8f13f8d45b8c857fbcbc8bc4a8e4d3eb4b10f4d4604fa08dce601aaf0f470216"
    "fe1b51850b4acf21b179c45070ac7b03a9ac00000000"
)
PARAMS = replace(
    REGTEST,
    name="litecoin-regtest",
    genesis="530827f38f93b43ed12af0b3ad25a288dc02ed74d6d7857862df51fc56c416f9",
    block_0=bytes.fromhex(BLOCK_0),
)


def scrypt_meets_target(header, target):
    digest = hashlib.scrypt(header, salt=header, n=1024, r=1, p=1, dklen=32)
    return int.from_bytes(digest, "little") <= target


RULES = replace(rules_for(PARAMS), meets_target=scrypt_meets_target)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


class Litecoind:
    """One that runs, on this machine alone; use it in a ``with`` statement."""

    name = "litecoind"
    rules = RULES

    def __init__(self, folder, *options):
        self.folder, self.options = folder, options
        self.port, self.rpc_port = free_port(), free_port()

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        known = f"-rpcuser=u -rpcpassword=p -rpcbind=127.0.0.1 -rpcallowip=127.0.0.1 -rpcport={self.rpc_port}"
        quiet = "-dnsseed=0 -discover=0 -upnp=0 -listenonion=0 -disablewallet=1 -printtoconsole=0 -debug=net"
        alone = f"-connect=0 -listen=1 -bind=127.0.0.1:{self.port} -vbparams=mweb:4000000000:4000000001"
        line = [PROGRAM, "-regtest", f"-datadir={self.folder}", *known.split(), *quiet.split()]
        self.process = subprocess.Popen([*line, *alone.split(), *self.options])
        assert until(lambda: self.answers(), 60), "litecoind does not answer"
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(60)

    def answers(self):
        try:
            return self.rpc("getblockcount") >= 0
        except (OSError, ValueError, http.client.HTTPException):
            return False

    def rpc(self, method, *params):
        connection = http.client.HTTPConnection("127.0.0.1", self.rpc_port, timeout=120)
        login = base64.b64encode(b"u:p").decode()
        body = json.dumps({"method": method, "params": params, "id": 0})
        connection.request("POST", "/", body, {"Authorization": f"Basic {login}"})
        answer = json.loads(connection.getresponse().read())
        connection.close()
        if answer["error"]:
            raise ValueError(answer["error"]["message"])
        return answer["result"]

    def height(self):
        return self.rpc("getblockcount")

    def tip(self):
        return self.rpc("getbestblockhash")

    def mine(self, count, script=b"\x51"):
        """Blocks that pay to a script of the kind that has an address; P2SH of OP_TRUE otherwise."""
        address = self.rpc("decodescript", script.hex())
        address = address["addresses"][0] if "addresses" in address else address["p2sh"]
        return self.rpc("generatetoaddress", count, address)

    def pool(self):
        return self.rpc("getrawmempool")

    def send(self, tx):
        return self.rpc("sendrawtransaction", tx.serialize().hex())

    def dial(self, port):
        self.rpc("addnode", f"127.0.0.1:{port}", "onetry")
