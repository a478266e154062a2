"""JupyterLab on the course: ``python -m blockkit.classroom.lab``, in the folder that has ``course/``.

``make lab`` makes .venv and then starts this module in it. Standard library only, like all that a student
needs before a notebook is open. Options that are not ours go on to JupyterLab.

    --port N        the first port to try; without it BLOCKKIT_PORT, or 8888
    --instructor    with nbgrader's menus and buttons, which students do not need
"""

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

WINDOWS = os.name == "nt"
PORTS_TO_TRY = 100
PORT_OPTIONS = ("--port", "--ServerApp.port")  # ours, and JupyterLab's own name for it
FIRST_NOTEBOOK = Path("course/00_start/00_start.ipynb")
# The package's own settings switch nbgrader's extensions off; these, which come first, switch them on.
INSTRUCTOR = Path(__file__).resolve().parents[1] / "labconfig/instructor"


def take_port(arguments: Sequence[str]) -> tuple[int, list[str]]:
    """Take ``--port N``, ``--port=N`` or BLOCKKIT_PORT out: (the port, the other arguments).

    JupyterLab's own ``--ServerApp.port=N`` does the same: we start it with a port, and it takes only one.

    :raises ValueError: when it is not a port.
    """
    port, rest, words = os.environ.get("BLOCKKIT_PORT", "8888"), [], iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if name in PORT_OPTIONS:
            port = value if equals else next(words, "")
        else:
            rest.append(word)
    if not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise ValueError(f"{port!r} is not a port; give a number from 1 to 65535.")
    return int(port), rest


def free_port(wanted: int) -> int:
    """The first port, from ``wanted`` on, on which nobody listens.

    :raises ValueError: when there is none among the next hundred.
    """
    for port in range(wanted, min(wanted + PORTS_TO_TRY, 65536)):
        with socket.socket() as probe:
            if not WINDOWS:  # lets us have a port again that was left a moment ago
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port != wanted:
            _say(f"Port {wanted} is busy; taking {port}.")
        return port
    raise ValueError(f"no free port from {wanted} on; choose another with --port.")


def has_display() -> bool:
    """Could a browser show itself here?"""
    named = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
    return named or WINDOWS or sys.platform == "darwin"


def environment(instructor: bool = False) -> dict[str, str]:
    """The environment of the lab: this Python's programs first, as nbgrader starts one by its name."""
    programs, others = os.path.dirname(sys.executable), os.environ.get("PATH", "")
    changed = {"PATH": programs + os.pathsep + others}
    if instructor:
        paths = (str(INSTRUCTOR), os.environ.get("JUPYTER_CONFIG_PATH", ""))
        changed["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
    return os.environ | changed


def lab_command(port: int, root: Path) -> list[str]:
    """The command that starts JupyterLab in ``root``, where course/ and nbgrader's settings are."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.port={port}"]
    opens = FIRST_NOTEBOOK if (root / FIRST_NOTEBOOK).exists() else FIRST_NOTEBOOK.parts[0]
    command += [f"--ServerApp.root_dir={root}", f"--LabApp.default_url=/lab/tree/{Path(opens).as_posix()}"]
    command += ["--Application.log_level=WARN"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        _say("You are root, as in a container: adding --allow-root, or JupyterLab would not start.")
        command.append("--allow-root")
    return command


def become(command: Sequence[str], folder: Path, environment: dict[str, str]) -> int:
    """Let a command take our place in ``folder``, so that Ctrl-C reaches it directly.

    Windows has nothing like it: there we wait, and return its exit code.
    """
    if not WINDOWS:
        os.chdir(folder)
        os.execve(command[0], list(command), environment)
    process = subprocess.Popen(command, cwd=folder, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the command has heard it too, and asks what it wants to ask


def _say(text: str) -> None:
    print(text, flush=True)  # now, also when the output is a pipe


def main(arguments: Sequence[str]) -> int:
    """Start JupyterLab in the folder we are in."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a folder's name may not fit a small character set
    instructor = "--instructor" in arguments
    try:
        wanted, options = take_port([word for word in arguments if word != "--instructor"])
        command = lab_command(free_port(wanted), Path.cwd())
    except ValueError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1
    if not has_display():
        _say("No display here: open the link below in a browser.")
        command.append("--no-browser")
    _say("Starting JupyterLab: the link comes in about half a minute. Ctrl-C in this window ends it.")
    given = {word.partition("=")[0] for word in options}  # JupyterLab takes each option once
    command = [word for word in command if word.partition("=")[0] not in given]
    return become([*command, *options], Path.cwd(), environment(instructor))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
