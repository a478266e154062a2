"""A real JupyterLab, started as `make lab` starts it, driven by a real Chromium.

    def test_something(open_notebook):
        notebook = open_notebook("course/01_hashing/01a_fingerprints.ipynb")
        notebook.set_theme("dark")
        notebook.run_all()
        notebook.page.locator(".bk-fingerprint")…

The server sees a copy of `course/`, so that a test may change it. Without Chromium every test here is
skipped, in one line.
"""

import contextlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from unittest import mock
from urllib.parse import quote

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
CHROMIUM_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
]  # fmt: skip
TOKEN = "test"

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
ALL_ATTACHED = "() => [...document.images].every(image => image.complete)"


class Captured(Exception):
    """Carries what make.py was about to start."""


def make_lab(*options):
    """The command of `make lab` and its environment, without starting anything."""
    spec = importlib.util.spec_from_file_location("make_of_the_repository", ROOT / "make.py")
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)

    def capture(program, command, env):
        raise Captured(command, env)

    with (
        mock.patch.object(make, "prepare"),
        mock.patch.object(make.os, "chdir"),
        mock.patch.object(make.os, "execve", capture),
        pytest.raises(Captured) as caught,
    ):
        make.lab(list(options))
    return caught.value.args


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Lab:
    """Where the server answers, and the folder it shows."""

    def __init__(self, url, root, log):
        self.url, self.root, self.log = url, root, log


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """One JupyterLab for all tests, with a home and settings of its own."""
    if not CHROMIUM:
        pytest.skip("no Chromium here (Debian: apt install chromium)")
    root, home = tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("home")
    shutil.copytree(ROOT / "course", root / "course", dirs_exist_ok=True) if (ROOT / "course").is_dir() else None
    port = free_port()
    command, env = make_lab(f"--port={port}", "--no-browser")
    command = [part.replace(f"root_dir={ROOT}", f"root_dir={root}") for part in command]
    assert f"--ServerApp.root_dir={root}" in command
    command += [f"--IdentityProvider.token={TOKEN}", "--ServerApp.port_retries=0", "--expose-app-in-browser"]
    env |= {
        "HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / "config"), "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"), "IPYTHONDIR": str(home / "ipython"),
        "BLOCKKIT_MY_CHAIN": str(home / "my_chain"), "MPLCONFIGDIR": str(home / "matplotlib"),
    }  # fmt: skip
    env.pop("NBGRADER_EXECUTION", None)
    log = home / "lab.log"
    with log.open("w") as out:
        server = subprocess.Popen(command, cwd=root, env=env, stdout=out, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, server, log)
        yield Lab(url, root, log)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for(url, server, log):
    end = time.monotonic() + 60
    no_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()[-3000:]
        with contextlib.suppress(OSError):
            no_proxy.open(f"{url}/api/status?token={TOKEN}", timeout=2).read()
            return
        time.sleep(0.2)
    raise AssertionError("JupyterLab did not answer: " + log.read_text()[-3000:])


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests."""
    if not CHROMIUM:
        pytest.skip("no Chromium here (Debian: apt install chromium)")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=CHROMIUM_OPTIONS
        )
        yield chromium
        chromium.close()


class Notebook:
    """A notebook that is open in JupyterLab. ``page`` is Playwright's, for everything else."""

    def __init__(self, page, lab, path):
        self.page, self.lab, self.path = page, lab, path
        # &reset clears the workspace that the last test left.
        page.goto(f"{lab.url}/lab/tree/{quote(str(path))}?token={TOKEN}&reset")
        page.wait_for_selector("#jupyterlab-splash", state="detached")
        page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook")
        page.wait_for_function(KERNEL_IDLE)

    def run_all(self, timeout=120_000):
        """Run every cell and wait until all have ended."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self.page.wait_for_function(ALL_RAN, timeout=timeout)
        self.page.wait_for_function(KERNEL_IDLE, timeout=timeout)

    def set_theme(self, name):
        """Switch to the "light" or the "dark" theme."""
        theme = {"theme": f"JupyterLab {name.capitalize()}"}
        run = "theme => window.jupyterapp.commands.execute('apputils:change-theme', theme)"
        self.page.evaluate(run, theme)
        light = json.dumps(name == "light")
        self.page.wait_for_function(f"() => document.body.dataset.jpThemeLight === '{light}'")

    def accessibility_problems(self, scope=".jp-OutputArea-output"):
        """What axe finds in the outputs, one line for each."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, context=[[scope]]).response["violations"]
        return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]

    def screenshot(self, locator, path):
        """A picture of one element, once all its images are there."""
        locator.scroll_into_view_if_needed()
        self.page.wait_for_function(ALL_ATTACHED)
        locator.screenshot(path=path)


@pytest.fixture
def open_notebook(lab, browser):
    """A function that opens a notebook below the server's folder; give ``zoom=2`` for 200 %."""
    contexts = []

    def open_(path, zoom=1):
        # Zooming in to 200 % halves the page and doubles the pixels.
        size = {"width": 1280 // zoom, "height": 1400 // zoom}
        contexts.append(browser.new_context(viewport=size, device_scale_factor=zoom))
        page = contexts[-1].new_page()
        page.set_default_timeout(60_000)
        return Notebook(page, lab, path)

    yield open_
    for context in contexts:
        context.close()
