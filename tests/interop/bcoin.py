"""npm's ``bcoin``: a full node in JavaScript, on Bitcoin's own regtest. It asks with getblocks."""

import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

from blockkit import REGTEST, rules_for
from tests.interop.litecoind import free_port

# where `npm install --ignore-scripts bcoin@1.0.2` was run
FOLDER = Path(os.environ.get("BLOCKKIT_STRANGERS", "build/strangers")).resolve() / "node_modules"
PROGRAM = shutil.which("node") if (FOLDER / "bcoin").is_dir() else None
RULES = rules_for(replace(REGTEST, segwit_height=432))  # it votes for it, as in 2017


class Bcoin:
    """One that runs, in memory; use it in a ``with`` statement."""

    name = "bcoin"
    rules = RULES

    def __init__(self, folder, *options):
        self.port = free_port()

    def __enter__(self):
        script = Path(__file__).with_name("bcoin_node.js")
        line = [PROGRAM, str(script), str(FOLDER), str(self.port)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
        assert json.loads(self.process.stdout.readline()) == {"ready": True}
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.terminate()
        self.process.wait(30)

    def ask(self, *order):
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer["result"]

    def height(self):
        return self.ask("height")

    def tip(self):
        return self.ask("tip")

    def mine(self, count, script=b"\x51"):
        return self.ask("mine", count, script.hex())

    def pool(self):
        return self.ask("pool")

    def send(self, tx):
        return self.ask("send", tx.serialize().hex())

    def dial(self, port):
        return self.ask("dial", port)
