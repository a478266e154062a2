"""Does this machine have what the course needs? Asked by notebook 00."""

import hashlib
import platform
import sys
from importlib import metadata
from pathlib import Path

import blockkit
from blockkit.classroom.messages import say
from blockkit.classroom.workbook import Message

OLDEST_PYTHON = (3, 11)
PACKAGES = ("jupyterlab", "ipykernel", "ipywidgets", "anywidget", "matplotlib", "nbgrader")


def environment_check() -> Message:
    """What works here, what does not and how to mend it, and one line to paste when asking for help."""
    rows = [
        (sys.version_info >= OLDEST_PYTHON, f"Python {platform.python_version()}", say("env-python")),
        (not shadowed_by(), f"blockkit {blockkit.__version__}", say("env-shadow")),
        *((_version(name) != "-", f"{name} {_version(name)}", say("env-missing")) for name in PACKAGES),
    ]
    lines = [f"✓ {what}" if fine else f"✗ {what}: {advice}" for fine, what, advice in rows]
    lines.append(f"✓ {say('env-ripemd-openssl' if _openssl_has_ripemd() else 'env-ripemd-own')}")
    good = all(fine for fine, _, _ in rows)
    lines += [f"· {say('env-font')}", say("env-good" if good else "env-bad")]
    return Message("\n".join([*lines, "", say("env-paste"), _one_line()]))


def shadowed_by() -> str:
    """The unrelated distribution called ``blockkit`` on PyPI, where it is installed beside ours."""
    version = _version("blockkit")
    return "" if version == "-" else f"blockkit {version}"


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "-"


def _openssl_has_ripemd() -> bool:
    try:
        hashlib.new("ripemd160")
    except ValueError:
        return False
    return True


def _one_line() -> str:
    packages = " ".join(f"{name}={_version(name)}" for name in PACKAGES)
    where = Path(blockkit.__file__).parent.parent.name
    return (
        f"blockkit={blockkit.__version__} in {where} python={platform.python_version()} "
        f"{platform.system()}-{platform.machine()} {packages} ripemd={_openssl_has_ripemd()}"
    )
