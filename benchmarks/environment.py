"""The peers, installed by name into an environment of their own: ``build/bench-venv``."""

import importlib
import os
import subprocess
import sys
import venv
from pathlib import Path
from time import monotonic

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "bench-venv"
PYTHON = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = FOLDER / "peers.txt"  # what was asked for, so that it is not asked for again
CORE: str = importlib.import_module("tests.kernel.core").PACKAGE  # Bitcoin Core's kernel
PEERS = (
    *("embit", "btclib", "python-bitcoinlib", "coincurve", "btclib-secp256k1", "numba", "ecdsa", "simpy"),
    CORE,
)


def prepare() -> Path:
    """The Python to measure with: the one with the peers, or this one where they cannot be had."""
    if STAMP.exists() and STAMP.read_text() == "\n".join(PEERS):
        return PYTHON
    print(f"Making {FOLDER.relative_to(ROOT)} for the peers; blockkit itself is taken from this folder.")
    try:
        venv.create(FOLDER, clear=True, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"This Python can make no environment ({error}); measuring without the peers.\n")
        return Path(sys.executable)
    missing = [name for name in PEERS if not install(name)]
    if len(missing) == len(PEERS):
        print(
            "\nNo peer could be installed: PyPI cannot be reached from here. Connect to the network, or set\n"
            "PIP_INDEX_URL to a mirror that can be reached, and run the command again.\n"
            "Meanwhile the rows that need no peer follow; the others say so.\n"
        )
        return Path(sys.executable)
    if missing:
        print(f"Without {', '.join(missing)}: their rows say so. To try again, remove build/{FOLDER.name}.")
    STAMP.write_text("\n".join(PEERS))
    return PYTHON


def install(name: str) -> bool:
    """Install one peer, with a line that says how it went."""
    print(f"  {name} ...", end="", flush=True)
    start = monotonic()
    options = ["--disable-pip-version-check", "--retries", "1", "--timeout", "20"]
    options += ["--only-binary", CORE.partition("==")[0]]  # to compile it would take a quarter of an hour
    command = [str(PYTHON), "-m", "pip", "install", *options, name]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if done.returncode == 0:
        print(f" {monotonic() - start:.0f} s")
        return True
    last = (done.stderr.strip() or "pip failed").splitlines()[-1]
    print(f" not installed: {last[:200]}")
    return False
