"""A real JupyterLab, started as ``make lab`` starts it, in a real Chromium. For tests and the gallery.

    with running_lab(home) as lab, browser() as chromium:
        notebook = lab.open(chromium, "course/01_hashing/01a_fingerprints.ipynb")
        notebook.run_all()

The server sees a copy of ``course/``, so that nothing there is changed.
"""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from autograder.authoring.masters import ROOT
from blockkit.classroom.lab import environment, lab_command

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
CHROMIUM_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
]  # fmt: skip
TOKEN = "test"
SECONDS_TO_START = 180  # on a busy machine; a server that ended by itself is seen at once

KERNEL_IDLE = """() => {
    const panel = window.jupyterapp && window.jupyterapp.shell.currentWidget;
    const kernel = panel && panel.sessionContext && panel.sessionContext.session
        && panel.sessionContext.session.kernel;
    return !!kernel && kernel.status === 'idle' && kernel.connectionStatus === 'connected';
}"""
ALL_RAN = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === 'code' && cell.model.sharedModel.source.trim())
    .every(cell => cell.model.executionCount != null && cell.model.executionState !== 'running')
"""
ALL_LOADED = "() => [...document.images].every(image => image.complete)"


class Notebook:
    """A notebook that is open in JupyterLab. ``page`` is Playwright's, for everything else."""

    def __init__(self, context: Any, url: str) -> None:
        self.context = context
        self.page = context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.goto(url)
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")
        self.page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook")
        self.page.wait_for_function(KERNEL_IDLE)

    def run_all(self, timeout: int = 120_000) -> None:
        """Run every cell and wait until all have ended; ``timeout`` in milliseconds."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self.page.wait_for_function(ALL_RAN, timeout=timeout)
        self.page.wait_for_function(KERNEL_IDLE, timeout=timeout)

    def set_theme(self, name: str) -> None:
        """Switch to the "light" or the "dark" theme."""
        theme = {"theme": f"JupyterLab {name.capitalize()}"}
        run = "theme => window.jupyterapp.commands.execute('apputils:change-theme', theme)"
        self.page.evaluate(run, theme)
        light = json.dumps(name == "light")
        self.page.wait_for_function(f"() => document.body.dataset.jpThemeLight === '{light}'")
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")  # it covers the change

    def accessibility_problems(self, scope: str = ".jp-OutputArea-output") -> list[str]:
        """What axe finds in the outputs, one line for each."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, context=[[scope]]).response["violations"]
        return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]

    def screenshot(self, locator: Any, path: Path) -> None:
        """A picture of one element, once all its images are there."""
        locator.scroll_into_view_if_needed()
        self.page.wait_for_function(ALL_LOADED)
        locator.screenshot(path=path)

    def close(self) -> None:
        """End its kernel, so that the next one starts afresh, and close the window."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.context.close()


@dataclass(frozen=True, slots=True)
class Lab:
    """Where the server answers, and the folder it shows."""

    url: str
    root: Path

    def open(self, chromium: Any, path: str, zoom: int = 1, width: int = 1120) -> Notebook:
        """Open a notebook below ``root``, ``width`` pixels wide; ``zoom=2`` is 200 % on a screen of 1,600."""
        size = {"width": 800 if zoom == 2 else width, "height": 1500}
        context = chromium.new_context(viewport=size, device_scale_factor=zoom)
        # &reset clears the workspace that the last notebook left.
        return Notebook(context, f"{self.url}/lab/tree/{quote(path)}?token={TOKEN}&reset")


@contextmanager
def running_lab(home: Path, instructor: bool = False) -> Iterator[Lab]:
    """A JupyterLab with a home and settings of its own below ``home``.

    An instructor's has nbgrader's extensions and its settings, as ``make lab ARGS=--instructor``.
    """
    root = home / "lab"
    root.mkdir(parents=True)
    if (ROOT / "course").is_dir():
        shutil.copytree(ROOT / "course", root / "course", ignore=shutil.ignore_patterns("my_chain"))
    if instructor:
        shutil.copy(ROOT / "nbgrader_config.py", root)
    port = _free_port()
    command = [*lab_command(port, root), "--no-browser", "--expose-app-in-browser"]
    command += [f"--IdentityProvider.token={TOKEN}", "--ServerApp.port_retries=0"]
    own = {"HOME": "", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "IPYTHONDIR": "ipython"}
    own |= {"JUPYTERLAB_WORKSPACES_DIR": "workspaces", "MPLCONFIGDIR": "matplotlib"}
    own |= {"BLOCKKIT_MY_CHAIN": "my_chain"}
    env = environment(instructor) | {name: str(home / folder) for name, folder in own.items()}
    env.pop("NBGRADER_EXECUTION", None)
    log = home / "lab.log"
    with log.open("w") as out:
        server = subprocess.Popen(command, cwd=root, env=env, stdout=out, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, server, log)
        yield Lab(url, root)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium without a window."""
    from playwright.sync_api import sync_playwright

    if not CHROMIUM:
        raise RuntimeError("no Chromium here (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the server answers; no proxy stands between."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and server.poll() is None:
        try:
            direct.open(f"{url}/api/status?token={TOKEN}", timeout=2).read()
            return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    raise RuntimeError("JupyterLab did not start: " + log.read_text()[-3000:])
