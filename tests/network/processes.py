"""Real nodes: ``blockkit node`` as a process each, told what to do through a pipe."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


def command(*words):
    return [sys.executable, "-m", "blockkit", *map(str, words)]


class Running:
    """One that runs; use it in a ``with`` statement."""

    def __init__(self, folder, *options):
        self.folder = folder
        pipe = subprocess.PIPE
        self.log = (folder.parent / f"{folder.name}.log").open("a")
        line = command("node", "--data", folder, *options)
        self.process = subprocess.Popen(
            line, stdin=pipe, stdout=pipe, stderr=self.log, text=True, env=ENVIRONMENT
        )
        self.answers = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.address = self.answer().removeprefix("listening on ")

    def _read(self):
        for line in self.process.stdout:
            self.answers.put(line.strip())
        self.answers.put("")

    def answer(self):
        return self.answers.get(timeout=60)

    def ask(self, order):
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return self.answer()

    def tip(self):
        """Height and id."""
        _, height, name = self.ask("tip").split()
        return int(height), name

    def mine(self, count=1):
        _, _, height, _ = self.ask(f"mine {count}").split()
        return int(height)

    def peers(self):
        return int(self.ask("peers").split()[1].rstrip(":"))

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)
        self.close()

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            assert self.process.wait(30) == 0
            self.close()

    def logged(self):
        return self.log.name and Path(self.log.name).read_text()


def until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not (held := condition()) and time.monotonic() < end:
        time.sleep(0.05)
    return bool(held)
