"""Debian's ``litecoind``: Bitcoin Core's own network code. Its regtest differs in block 0 and in scrypt."""

import base64
import http.client
import json
import shutil
import socket
import subprocess

from blockkit.network.sessions import litecoin_rules
from tests.interop.ours import until

RULES = litecoin_rules()
PROGRAM = shutil.which("litecoind")


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
