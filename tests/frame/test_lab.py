"""The lab: which port, which browser, which command; and `make lab` for real."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from blockkit.classroom import lab

# ---------------------------------------------------------------- ports and browsers


def test_a_busy_port(busy, capsys):
    taken = lab.free_port(busy)
    assert taken > busy
    assert capsys.readouterr().out == f"Port {busy} is busy; taking {taken}.\n"


def test_a_free_port_is_taken_silently(busy, capsys):
    free = lab.free_port(busy)
    capsys.readouterr()
    assert lab.free_port(free) == free
    assert capsys.readouterr().out == ""


def test_no_port_is_free(busy, monkeypatch):
    monkeypatch.setattr(lab, "PORTS_TO_TRY", 1)
    with pytest.raises(ValueError, match=f"no free port from {busy} on; choose another with --port"):
        lab.free_port(busy)


def test_where_the_port_comes_from(monkeypatch):
    monkeypatch.delenv("BLOCKKIT_PORT", raising=False)
    assert lab.take_port(["--no-browser"]) == (8888, ["--no-browser"])
    monkeypatch.setenv("BLOCKKIT_PORT", "9000")
    assert lab.take_port([]) == (9000, [])
    assert lab.take_port(["--port", "9001", "--debug"]) == (9001, ["--debug"])
    assert lab.take_port(["--debug", "--port=9002"]) == (9002, ["--debug"])
    assert lab.take_port(["--ServerApp.port=9003"]) == (9003, [])  # JupyterLab's own name for it
    assert lab.take_port(["--ServerApp.port", "9004"]) == (9004, [])


def test_a_wrong_port_is_one_line(capsys):
    assert lab.main(["--port", "abc"]) == 1
    assert capsys.readouterr().err == "lab: 'abc' is not a port; give a number from 1 to 65535.\n"


class Became(Exception):
    """Instead of taking our place."""


@pytest.fixture
def started(tmp_path, monkeypatch):
    """The command that `lab` would become, in a folder of its own; no display, not root."""

    def became(path, command, env):
        assert env["PATH"].split(os.pathsep)[0] == os.path.dirname(sys.executable)
        raise Became(path, command)

    monkeypatch.setattr(os, "execve", became)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(lab, "WINDOWS", False)
    monkeypatch.chdir(tmp_path)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "BLOCKKIT_PORT"):
        monkeypatch.delenv(name, raising=False)

    def start(*options):
        with pytest.raises(Became) as caught:
            lab.main(list(options))
        path, command = caught.value.args
        assert path == command[0] == sys.executable
        return command

    return start


def test_no_display(started, capsys):
    assert "--no-browser" in started()
    assert "No display here: open the link below in a browser." in capsys.readouterr().out


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "BROWSER"])
def test_a_display(started, monkeypatch, capsys, name):
    monkeypatch.setenv(name, "something")
    assert "--no-browser" not in started()
    assert "--no-browser" in started("--no-browser")
    assert "No display" not in capsys.readouterr().out


def test_root(started, monkeypatch, capsys):
    assert "--allow-root" not in started()
    assert "root" not in capsys.readouterr().out
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "--allow-root" in started()
    assert "You are root" in capsys.readouterr().out


def test_the_lab_serves_the_folder_it_was_started_in_and_opens_the_course(started, busy, tmp_path):
    command = started("--port", str(busy))
    assert f"--ServerApp.root_dir={tmp_path}" in command
    assert "--LabApp.default_url=/lab/tree/course" in command
    port = next(word for word in command if word.startswith("--ServerApp.port="))
    assert int(port.partition("=")[2]) > busy


def test_the_first_notebook_opens(started, tmp_path):
    first = tmp_path / "course/00_start/00_start.ipynb"
    first.parent.mkdir(parents=True)
    first.touch()
    assert "--LabApp.default_url=/lab/tree/course/00_start/00_start.ipynb" in started()


def test_it_says_what_to_wait_for(started, capsys):
    started()
    assert "the link comes in about half a minute" in capsys.readouterr().out


def test_an_option_of_jupyterlab_takes_the_place_of_ours(started):
    command = started("--LabApp.default_url=/lab/tree/notes.ipynb", "--ServerApp.root_dir", "elsewhere")
    names = [word.partition("=")[0] for word in command]
    assert names.count("--LabApp.default_url") == names.count("--ServerApp.root_dir") == 1
    assert "--LabApp.default_url=/lab/tree/notes.ipynb" in command


def test_nbgraders_menus_are_for_instructors(started, monkeypatch):
    """The settings that the package lays, and those that the switch puts before them."""
    monkeypatch.delenv("JUPYTER_CONFIG_PATH", raising=False)
    assert "JUPYTER_CONFIG_PATH" not in lab.environment()
    assert lab.environment(instructor=True)["JUPYTER_CONFIG_PATH"] == str(lab.INSTRUCTOR)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "mine")
    assert lab.environment(instructor=True)["JUPYTER_CONFIG_PATH"] == f"{lab.INSTRUCTOR}{os.pathsep}mine"
    assert "--instructor" not in started("--instructor")


def test_the_two_sets_of_settings_name_the_same_extensions():
    for ours, switched in (
        ("server_config.json", "jupyter_server_config.d/blockkit.json"),
        ("page_config.json", "labconfig/page_config.json"),
    ):
        off = json.loads((lab.INSTRUCTOR.parent / ours).read_text())
        on = json.loads((lab.INSTRUCTOR / switched).read_text())
        assert flat(off).keys() == flat(on).keys()
        assert all(flat(off)[name] is not flat(on)[name] for name in flat(on))


def flat(settings):
    """The innermost dictionary."""
    (inner,) = settings.values()
    return flat(inner) if isinstance(next(iter(inner.values())), dict) else inner


@pytest.mark.parametrize("instructor", [False, True])
def test_what_jupyter_makes_of_the_settings(tmp_path, instructor):
    """nbgrader's extensions as Jupyter reads them where our package is installed over nbgrader."""
    settings = lab.INSTRUCTOR.parent
    system = tmp_path / "etc/jupyter"
    for name, folder, text in (
        ("zz-blockkit.json", "jupyter_server_config.d", (settings / "server_config.json").read_text()),
        ("blockkit.json", "labconfig/page_config.d", (settings / "page_config.json").read_text()),
        (
            "nbgrader.json",
            "jupyter_server_config.d",
            (lab.INSTRUCTOR / "jupyter_server_config.d/blockkit.json").read_text(),
        ),
    ):
        (system / folder).mkdir(parents=True, exist_ok=True)
        (system / folder / name).write_text(text)
    program = """
import sys, jupyter_core.paths
jupyter_core.paths.ENV_CONFIG_PATH[:] = [sys.argv[1]]
from jupyter_server.extension.config import ExtensionConfigManager
from jupyter_core.paths import jupyter_config_path
from jupyterlab_server.config import get_static_page_config
manager = ExtensionConfigManager(read_config_path=jupyter_config_path())
servers = {name: on for name, on in manager.get_jpserver_extensions().items() if "nbgrader" in name}
print(len(servers), set(servers.values()), get_static_page_config(level="all")["disabledExtensions"])
"""
    env = lab.environment(instructor) | {"HOME": str(tmp_path)}
    for name in (
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_PREFER_ENV_PATH",
        *(() if instructor else ["JUPYTER_CONFIG_PATH"]),
    ):
        env.pop(name, None)
    ran = subprocess.run(
        [sys.executable, "-c", program, str(system)], env=env, capture_output=True, text=True, check=True
    )
    assert ran.stdout == f"4 {{{instructor}}} {{'@jupyter/nbgrader': {not instructor}}}\n"


def test_on_windows_we_wait_for_the_lab_whatever_is_typed(monkeypatch, tmp_path):
    typed = [KeyboardInterrupt, KeyboardInterrupt]

    class Interrupted(subprocess.Popen):
        def wait(self, timeout=None):
            if typed:
                raise typed.pop()
            return super().wait(timeout)

    monkeypatch.setattr(lab, "WINDOWS", True)
    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    program = "import os, sys; sys.exit(7 if os.path.samefile('.', sys.argv[1]) else 1)"
    command = [sys.executable, "-c", program, str(tmp_path)]
    assert lab.become(command, tmp_path, dict(os.environ)) == 7
    assert not typed


# ---------------------------------------------------------------- for real


def read_until_link(process):
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if found := re.search(r"http://127\.0\.0\.1:\S+", line):
            return lines, found[0]
    raise AssertionError("no link:\n" + "\n".join(lines))


def answer(link, process):
    """Return the address at which the link ends; JupyterLab prints it a moment before it listens."""
    while process.poll() is None:
        try:
            with urllib.request.urlopen(link) as page:
                return page.url
        except urllib.error.HTTPError:
            raise
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("JupyterLab ended by itself")


def nbgrader_is_off(link):
    """In the lab that runs: the lab extension is disabled, and no server of nbgrader's answers."""
    with urllib.request.urlopen(link) as page:
        config = json.loads(
            re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page.read().decode(), re.S)[1]
        )
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(link.replace("/lab", "/formgrader", 1))
    return "@jupyter/nbgrader" in config["disabledExtensions"]


def test_make_lab_from_nothing_and_again(clone, busy, tmp_path):
    """The newcomer's first command, for real, in an awkward folder and on a busy port."""
    (clone / "course").mkdir(exist_ok=True)
    env = dict(os.environ, HOME=str(tmp_path), PYTHONUNBUFFERED="1", LC_ALL="C")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        env.pop(name, None)
    command = [sys.executable, clone / "make.py", "lab", "--port", str(busy)]
    for first in (True, False):
        process = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        try:
            lines, link = read_until_link(process)
            assert "/lab/tree/course" in answer(link, process)
            assert nbgrader_is_off(link)
            # JupyterLab has the process that was started, so Ctrl-C reaches it directly.
            if (who := Path(f"/proc/{process.pid}/cmdline")).exists():
                assert b"jupyterlab" in who.read_bytes()
        finally:
            process.terminate()
            process.wait()
            process.stdout.close()
        said = "\n".join(lines)
        assert f":{busy}/" not in link and f"Port {busy} is busy" in said
        assert "No display here" in said
        assert first == ("Making .venv with" in said) == ("Installing blockkit itself" in said)
        assert any((clone / ".venv").glob("share/jupyter/lab/settings/overrides.d/blockkit.json"))
    code = "import autograder, blockkit; print(autograder.__file__, blockkit.__file__, sep='\\n')"
    where = subprocess.run(
        [clone / ".venv/bin/python", "-I", "-c", code],
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        check=True,
    )
    ours = [str(clone / name / "__init__.py") for name in ("autograder", "blockkit")]
    assert where.stdout.splitlines() == ours
