"""``blockkit node``: a node that listens, dials and is told what to do; ``blockkit network up``: several."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from blockkit.cli.options import Args, Commands, add_command
from blockkit.cli.progress import say
from blockkit.cli.reading import whole_number
from blockkit.cli.reports import Findings, row

CHAINS = ("regtest", "classroom")
MOST_NODES = 20
PATIENCE = 20  # seconds for a node to begin, or to end


class NodeArgs(Args, Protocol):
    """What ``blockkit node`` is given; numbers are still text."""

    port: str
    host: str
    data: str
    connect: list[str]
    discover: str
    anywhere: bool


class NetworkArgs(Args, Protocol):
    """What ``blockkit network up`` is given; numbers are still text."""

    count: str
    chain: str
    data: str


def add_node(commands: Commands) -> None:
    """Declare ``blockkit node``."""
    parser = add_command(commands, "node", node, "run a node that speaks Bitcoin's own protocol")
    parser.add_argument("--port", metavar="P", default="0", help="listen here; 0 takes a free port (0)")
    parser.add_argument(
        "--host", metavar="ADDRESS", default="127.0.0.1", help="127.0.0.1: only this machine can connect"
    )
    parser.add_argument("--data", metavar="DIR", default="node", help="its folder, made if need be (node)")
    parser.add_argument(
        "--connect", metavar="HOST:PORT", action="append", default=[], help="dial this node; may be repeated"
    )
    parser.add_argument(
        "--discover",
        metavar="N",
        default="0",
        help="dial so many addresses of this machine that peers tell (0)",
    )
    parser.add_argument("--anywhere", action="store_true", help="with --discover: of other machines too")
    parser.add_argument("--chain", choices=CHAINS, default="regtest", help="which chain (regtest)")


def add_network(commands: Commands) -> None:
    """Declare ``blockkit network``."""
    parser = add_command(commands, "network", network, "run several nodes, each a process, joined in a ring")
    parser.add_argument("up", choices=["up"], help="start them; Ctrl-C stops them all")
    parser.add_argument("count", metavar="N", nargs="?", default="3", help=f"how many, 1 to {MOST_NODES} (3)")
    parser.add_argument(
        "--data", metavar="DIR", default="network", help="the folder of their folders (network)"
    )
    parser.add_argument("--chain", choices=CHAINS, default="regtest", help="which chain (regtest)")


def node(args: NodeArgs) -> Findings:
    """Run until Ctrl-C, or the order to stop."""
    from blockkit.network.limits import Limits
    from blockkit.network.process import Process, host_and_port  # not loaded by the other commands

    port = whole_number(args.port, "--port", 0, 2**16 - 1)
    connect = tuple(host_and_port(address) for address in args.connect)
    if args.host not in ("127.0.0.1", "::1"):
        say(f"warning: --host {args.host} lets other machines connect")
    discover = whole_number(args.discover, "--discover", 0, Limits().outbound)
    process = Process(
        args.params,
        Path(args.data),
        port,
        args.host,
        connect,
        say=answer,
        log=say,
        discover=discover,
        anywhere=args.anywhere,
    )
    process.run()
    tip = process.node.chain.tip
    return Findings({"height": tip.height, "tip": tip.hash[::-1].hex()}, [row("height", tip.height)])


def answer(text: str) -> None:
    """A line on standard output, at once."""
    print(text, flush=True)


# ---- several -------------------------------------------------------------------------------------


class Child:
    """A node in a process of its own."""

    def __init__(self, name: str, folder: Path, chain: str, connect: list[str]) -> None:
        line = [sys.executable, "-m", "blockkit", "node", "--data", str(folder), "--chain", chain]
        for address in connect:
            line += ["--connect", address]
        self.name, pipe = name, subprocess.PIPE
        self.process = subprocess.Popen(
            line, stdin=pipe, stdout=pipe, stderr=pipe, text=True, start_new_session=True
        )
        threading.Thread(target=self._pass_on, args=(self.process.stderr, say), daemon=True).start()
        self.address = ""
        first = self.process.stdout.readline() if self.process.stdout else ""
        if not first.startswith("listening on "):
            self.process.wait(PATIENCE)
            raise ValueError(f"{name} did not start")
        self.address = first.split()[-1]
        self.order("follow")
        threading.Thread(target=self._pass_on, args=(self.process.stdout, answer), daemon=True).start()

    def order(self, text: str) -> None:
        """One line to its standard input."""
        with suppress(OSError):
            assert self.process.stdin is not None
            self.process.stdin.write(text + "\n")
            self.process.stdin.flush()

    def _pass_on(self, lines: Iterable[str], put: Callable[[str], None]) -> None:
        for line in lines:
            put(f"{self.name}: {line.rstrip()}")

    def stop(self) -> None:
        """Let it end by itself; kill it when it does not."""
        self.order("stop")
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()


def network(args: NetworkArgs) -> Findings:
    """Start the nodes, pass orders on to them, and stop them all."""
    count = whole_number(args.count, "the number of nodes", 1, MOST_NODES)
    children: list[Child] = []
    try:
        for n in range(1, count + 1):
            known = [child.address for child in (*children[:1], *children[-1:])]
            child = Child(f"node {n}", Path(args.data) / f"node{n}", args.chain, sorted(set(known)))
            children.append(child)
            say(f"[{n}/{count}] {child.name} listens on {child.address}")
        say('orders: "1 mine 3", "2 disconnect HOST:PORT", "3 tip", "3 peers", "stop"; Ctrl-C stops all')
        for line in sys.stdin:
            number, _, order = line.strip().partition(" ")
            if number == "stop":
                break
            if number.isdigit() and 0 < int(number) <= count and order:
                children[int(number) - 1].order(order)
            elif number:
                say(f"begin with a node's number, 1 to {count}, then an order")
        else:
            threading.Event().wait()  # no orders: until Ctrl-C
    except KeyboardInterrupt:
        pass
    finally:
        for child in children:
            child.stop()
    lines = [row(child.name, f"stopped ({child.address})") for child in children]
    return Findings({"nodes": [child.address for child in children]}, lines)
