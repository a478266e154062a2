#!/usr/bin/env python3
"""What `make` does, for people with and without make: `python make.py help` lists the commands.

This is the bootstrap: it makes .venv and starts things in it. Standard library only, and written
so that an old Python, too, can read this file far enough to say in one line that it is too old.
What needs no bootstrap is elsewhere: `blockkit/classroom/lab.py` and `restore.py` for students,
`autograder/authoring/links.py` and `locks.py` for people who change the course.
"""

import collections
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
STAMP = VENV / "blockkit-stamp.txt"
LAB_SETTINGS = ROOT / "blockkit" / "labconfig"
# "dev" holds everything in "course", so one .venv serves students and developers.
LOCKS = {
    "course": ROOT / "binder" / "requirements.txt",
    "dev": ROOT / "tests" / "requirements.txt",
}
BCOIN = "bcoin@1.0.2"  # a stranger's node, from npm; tests/interop speaks with it


class Stop(Exception):
    """Something the person at the keyboard can put right; the text says what."""


def main(arguments):
    """Run one command and return the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036
        complain(
            "Python 3.11 or newer is needed, this is {}.{}. If you have a newer one: "
            "make PYTHON=python3.12 ... or python3.12 make.py ...".format(*sys.version_info[:2])
        )
        return 1
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a folder's name may not fit a small character set
    name = arguments[0].lstrip("-") if arguments else "help"
    if name not in COMMANDS:
        complain(f"no command {name!r}; `python make.py help` lists them.")
        return 2
    try:
        return COMMANDS[name][0](arguments[1:]) or 0
    except Stop as stop:
        complain(stop)
        return 1
    except KeyboardInterrupt:
        complain("stopped.")
        return 130


def say(text):
    """Print one line now, also when the output is a pipe."""
    print(text, flush=True)


def complain(text):
    """Print one line of error."""
    print(f"make.py: {text}", file=sys.stderr, flush=True)


# ---------------------------------------------------------------- starting things


def environment():
    """Return the environment of all we start: .venv comes first."""
    env = dict(os.environ, VIRTUAL_ENV=str(VENV))
    env.setdefault("UV_SYSTEM_CERTS", "1")  # uv trusts what this machine trusts, as pip does
    env["PATH"] = str(BIN) + os.pathsep + env.get("PATH", "")
    for name in ("PYTHONHOME", "PYTHONPATH"):  # packages of another Python would hide ours
        env.pop(name, None)
    return env


def run(title, *command):
    """Run one step of the set-up; show its latest line meanwhile, its last lines if it fails."""
    started, live, tail = time.monotonic(), sys.stdout.isatty(), collections.deque(maxlen=8)
    print(f"{title} ...", end="", flush=True)
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment(),
        encoding="utf-8",
        errors="replace",
        **pipes,
    ) as process:
        for line in filter(str.strip, process.stdout):
            tail.append(line.rstrip())
            if live:
                print("\r" + f"{title} ... {line.strip()}"[:78].ljust(79), end="", flush=True)
    seconds = f" {time.monotonic() - started:.1f} s"
    say(f"\r{title} ...{seconds}".ljust(80) if live else seconds)
    if process.returncode:
        print("\n".join("    " + line for line in tail), file=sys.stderr, flush=True)
        raise Stop(f"this step failed, see the lines above: {title}.")


def in_venv(*arguments):
    """Run the Python of .venv, with everything developers need, and return its exit code."""
    prepare("dev")
    return subprocess.run([str(PYTHON), "-m", *arguments], cwd=ROOT, env=environment()).returncode


# ---------------------------------------------------------------- the environment .venv


def stamp(level):
    """Return what .venv is stamped with when it is up to date for `level`: place and contents."""
    files = (LOCKS[level], ROOT / "pyproject.toml", *sorted(LAB_SETTINGS.glob("*.json")))
    content = b"".join(path.read_bytes() for path in files)
    return f"{ROOT}\n{level} {hashlib.sha256(content).hexdigest()}\n"


def read_stamp():
    """Return the stamp of .venv, "" when it has none."""
    return STAMP.read_text(encoding="utf-8") if STAMP.exists() else ""


def find_uv():
    """Return the path of uv, which installs ten times faster than pip, or None."""
    return shutil.which("uv") or shutil.which("uv", path=str(BIN))


def venv_problem():
    """Return why .venv cannot be used, "" when it can."""
    question = (
        "import sys, os, sysconfig, json, importlib.util; print(json.dumps([sys.version_info[:2],"
        "sys.prefix, os.path.isdir(sysconfig.get_path('purelib')),"
        "importlib.util.find_spec('pip') is not None]))"
    )
    ask = [str(PYTHON), "-c", question]
    try:
        answer = subprocess.run(ask, env=environment(), capture_output=True, check=True).stdout
        version, prefix, has_packages, has_pip = json.loads(answer)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return "its Python does not start"
    if version < [3, 11]:
        return "its Python is older than 3.11"
    if not os.path.samefile(prefix, VENV) or not (has_pip or find_uv()):
        return "it is not complete"
    if not has_packages:
        return "its Python was replaced by another version"
    if read_stamp() and not read_stamp().startswith(f"{ROOT}\n"):
        return "the folder was moved or copied"
    return ""


def make_venv():
    """Make an empty .venv by what this machine has: venv, uv or virtualenv."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    version = "{}.{}".format(*sys.version_info[:2])
    title = f"Making .venv with Python {version}"
    try:
        import ensurepip  # noqa: F401  (Debian and Ubuntu ship these two apart)
        import venv  # noqa: F401
    except ImportError:
        pass
    else:
        return run(title, base, "-m", "venv", VENV)
    if find_uv():
        return run(f"{title}, by uv", find_uv(), "venv", "--seed", "--python", base, VENV)
    if subprocess.run([base, "-m", "virtualenv", "--version"], capture_output=True).returncode == 0:
        return run(f"{title}, by virtualenv", base, "-m", "virtualenv", VENV)
    raise Stop(
        "this Python lacks the venv module. On Debian or Ubuntu: "
        f"`apt install python{version}-venv`; elsewhere: install uv. Then repeat."
    )


def install(level):
    """Install the lock of `level`, then our own package; two steps, as -e admits no hashes."""
    lock = LOCKS[level]
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    if not find_uv():
        try:  # by its hash in the developers' lock
            pinned = re.search(r"(?m)^uv==.*(\n +.*)*\n", LOCKS["dev"].read_text(encoding="utf-8"))
            (VENV / "uv.txt").write_text(pinned[0], encoding="utf-8")
            run("Getting uv", *pip, "--require-hashes", "-r", VENV / "uv.txt")
        except Stop:
            say("Going on without uv.")
    ways = [[find_uv(), "pip", "install", "--python", PYTHON]] if find_uv() else []
    for way in [*ways, pip]:
        name = "pip" if way is pip else "uv"
        count = len(re.findall(r"(?m)^[\w.-]+==", lock.read_text(encoding="utf-8")))
        try:
            title = f"Installing {count} packages with {name}"
            run(title, *way, "--require-hashes", "-r", lock)
            # Our build tool is in the lock, so nothing more is looked up for it.
            own = ("--no-deps", "--no-build-isolation", "-e", ".")
            run("Installing blockkit itself", *way, *own)
            return make_link_relative()
        except Stop:
            say(f"{name} could not install.")
    raise Stop(
        "the packages could not be installed (last lines above). Check the network and repeat; "
        "if it fails again, run `python make.py clean` first."
    )


def in_site_packages(pattern):
    """List the files of .venv's package folder whose names fit."""
    folder = "Lib/site-packages" if WINDOWS else "lib/python*/site-packages"
    return list(VENV.glob(f"{folder}/{pattern}"))


def make_link_relative():
    """Let .venv find our package by a relative path.

    Before 3.13, Python reads this file in the system's encoding, and fails when the folder
    is called something like "Übung"; the way from .venv to its parent has only dots.
    """
    for link in in_site_packages("*blockkit_course.pth"):
        link.write_text(os.path.relpath(ROOT, link.parent), encoding="ascii")


def prepare(level):
    """Bring .venv up to date for `level`; quick when it is."""
    problem = venv_problem()
    if problem:
        if VENV.exists():
            say(f"Making .venv anew: {problem}.")
            remove(VENV)
        make_venv()
    if read_stamp() not in (stamp(level), stamp("dev")):
        STAMP.unlink(missing_ok=True)  # a half-done installation must not look finished
        install(level)
        STAMP.write_text(stamp(level), encoding="utf-8")
    if in_site_packages("blockkit-*.dist-info"):
        say(
            "WARNING: .venv holds an unrelated package called blockkit, which hides the course's. "
            f'Remove it: "{PYTHON}" -m pip uninstall --yes blockkit'
        )


def remove(folder):
    """Delete a folder, or say why not."""
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise Stop(f"cannot remove {folder}: {error.strerror}; close what uses it.") from error


# ---------------------------------------------------------------- commands


def lab(arguments):
    """Open JupyterLab on course/; it takes our place, so that Ctrl-C reaches it directly."""
    from blockkit.classroom import lab as the_lab  # not at the top, where an old Python would read it

    try:
        the_lab.take_port(arguments)  # a slip is said before the minutes that an installation takes
    except ValueError as error:
        raise Stop(error) from None
    prepare("course")
    command = [str(PYTHON), "-m", "blockkit.classroom.lab", *arguments]
    return the_lab.become(command, ROOT, environment())


def debian(title, package):
    """Install one of Debian's packages, if we may; what goes wrong is told in one line."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        try:
            run("Fetching Debian's package lists", "apt-get", "update")
            run(title, "apt-get", "install", "--yes", "--no-install-recommends", package)
        except Stop as stop:
            complain(stop)


def chromium():
    """Return the path of Chromium, having installed Debian's if we may; None when there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    if not any(map(shutil.which, names)):
        debian("Installing Chromium", "chromium")
    return next(filter(None, map(shutil.which, names)), None)


def run_tests(arguments):
    """Run the tests: all of them in two processes at once, those that the arguments choose in one."""
    everything = all(word.startswith("-") for word in arguments)
    return run_pytest("not soak", *(["-n", "2"] if everything else []), *arguments)


def soak(arguments):
    """Run the slow tests, and write down when they ran and what came out."""
    return run_pytest("soak", "--soak-page", "docs/soak.md", *arguments)


def interop(arguments):
    """Run the tests with nodes that others wrote, those that are here or can be installed."""
    folder = ROOT / os.environ.get("BLOCKKIT_STRANGERS", "build/strangers")
    os.environ["BLOCKKIT_STRANGERS"] = str(folder)  # where the tests look for them
    if not shutil.which("litecoind"):
        debian("Installing Litecoin Core", "litecoind")
    bcoin, npm = folder / "node_modules" / "bcoin", shutil.which("npm")
    if npm and not bcoin.is_dir() and not os.environ.get("CI"):
        folder.mkdir(parents=True, exist_ok=True)
        get = (npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder, BCOIN)
        try:
            run("Installing bcoin", *get)
        except Stop as stop:
            complain(stop)
    here = {
        "litecoind (Debian: apt install litecoind)": shutil.which("litecoind"),
        f"bcoin (npm install --ignore-scripts {BCOIN})": shutil.which("node") and bcoin.is_dir(),
        "btclib-node (it needs Python 3.14; the tests do not drive it yet)": False,
    }
    say(f"Not here, so skipped: {'; '.join(name for name, found in here.items() if not found)}.")
    prepare("dev")
    return in_venv("pytest", "-m", "not soak", "tests/interop", *arguments)


def run_pytest(marks, *arguments):
    """Run pytest on the tests with these marks, without the browser's where there is no browser."""
    prepare("dev")
    browser = os.environ.get("CHROMIUM") or chromium()
    if browser:
        os.environ["CHROMIUM"] = browser  # where the tests look for it
    else:
        say("No Chromium here: the browser tests are skipped (Debian: apt install chromium).")
        marks += " and not browser"
    return in_venv("pytest", "-m", marks, *arguments)


def lint(arguments):
    """Check style and form; both always run."""
    return in_venv("ruff", "check", *arguments) | in_venv("ruff", "format", "--check", *arguments)


def lock(arguments):
    """Write both lock files anew; where uv is at hand, without .venv, for which they may be too broken."""
    if not find_uv():
        prepare("dev")
    return without_setup("autograder.authoring.locks")(arguments)


def clean(arguments):
    """Remove .venv and build/; never course/ or what a student made in it."""
    for folder in (VENV, ROOT / "build"):
        if folder.exists():
            remove(folder)
            say(f"Removed {folder.name}.")
    return 0


def show_help(arguments):
    """List the commands."""
    say("Use: make COMMAND, or without make: python make.py COMMAND (Windows: py make.py ...)\n")
    for name, (_, text) in COMMANDS.items():
        say(f"  {name:<15}{text}")
    say("\nOptions: python make.py lab --port 9000, or make lab ARGS='--port 9000'.")
    say("For instructors: make lab ARGS=--instructor, with nbgrader's menus and buttons.")


def module(*start):
    """Return a command that runs a module in .venv and passes the arguments on."""
    return lambda arguments: in_venv(*start, *arguments)


def without_setup(name):
    """Return a command that runs a module of ours which needs no package, so any Python will do.

    On Binder, for instance, there is no .venv.
    """
    command = [sys.executable, "-m", name]
    return lambda arguments: subprocess.run(command + arguments, cwd=ROOT, env=environment()).returncode


COMMANDS = {
    "lab": (lab, "set up .venv and open JupyterLab on the course"),
    "test": (run_tests, "set up what tests need and run them (pytest's options may follow)"),
    "soak": (soak, "run the slow tests, and write docs/soak.md"),
    "interop": (interop, "run our node among nodes that others wrote"),
    "lint": (lint, "check style and form"),
    "types": (module("mypy"), "check the types"),
    "build": (module("autograder.authoring.build"), "build course/ from masters/"),
    "check-course": (module("autograder.authoring.build", "--check"), "is course/ what masters/ builds?"),
    "release": (module("autograder.authoring.build", "--gradebook"), "build, and enter it in the gradebook"),
    "release-check": (module("autograder.authoring.release_check"), "is this version ready to be published?"),
    "mutants": (module("autograder.mutants", "--verbose"), "measure the checks with wrong and right answers"),
    "gallery": (module("autograder.authoring.gallery"), "write the pictures of figures and widgets"),
    "restore": (
        without_setup("blockkit.classroom.restore"),
        "bring one notebook back: restore 01c, or all before an update (your version is kept)",
    ),
    "links": (without_setup("autograder.authoring.links"), "write README's Binder links from pyproject.toml"),
    "lock": (lock, "write the lock files anew (--upgrade for newer versions)"),
    "bench": (module("benchmarks"), "measure speed, as ratios"),
    "docs": (module("docs.reference"), "write docs/reference.md, and the API pages in build/api"),
    "clean": (clean, "remove .venv and build/ (never course/)"),
    "help": (show_help, "this list"),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
