"""make.py on ordinary and on odd machines: what it does, and the one line it says."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.frame.conftest import complaint

ROOT = Path(__file__).resolve().parents[2]


def script(path, text):
    """Write an executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text + "\n")
    path.chmod(0o755)
    return path


# ---------------------------------------------------------------- commands


def test_help_lists_every_command_and_the_makefile_has_each(make, type_command):
    result = type_command()
    assert result.returncode == 0
    for name in make.COMMANDS:
        assert re.search(rf"(?m)^  {name} +\w", result.stdout), name
    assert type_command("--help").stdout == type_command("help").stdout == result.stdout
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.search(r"(?m)^COMMANDS = (.*)$", makefile)[1].split())
    assert targets | {"help", "restore"} == set(make.COMMANDS)


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_make_alone_prints_the_help_and_targets_pass_arguments_on(home, type_command):
    def run_make(*arguments):
        command = ["make", f"PYTHON={sys.executable}", *arguments]
        # When make itself runs these tests, its variables would make the inner one talk.
        env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        return subprocess.run(command, cwd=home, env=env, capture_output=True, encoding="utf-8").stdout

    assert run_make() == type_command("help").stdout
    assert run_make("-n", "lab", "ARGS=--port 9000").strip().endswith("make.py lab --port 9000")
    assert run_make("-n", "restore", "NB=01c x").strip().endswith('make.py restore "01c x"')


def test_unknown_command(type_command):
    result = type_command("frobnicate")
    assert result.returncode == 2
    assert result.stderr.splitlines() == [
        "make.py: no command 'frobnicate'; `python make.py help` lists them."
    ]


def test_exit_code_of_a_tool_is_passed_on(make, monkeypatch):
    monkeypatch.setattr(make, "prepare", lambda level: None)
    monkeypatch.setattr(make, "PYTHON", Path(sys.executable))
    monkeypatch.setitem(make.COMMANDS, "seven", (make.module("seven"), ""))
    (make.ROOT / "seven.py").write_text("import sys; sys.exit(int(sys.argv[1]))")
    assert make.main(["seven", "7"]) == 7
    assert make.main(["seven", "0"]) == 0


def test_interrupt_is_one_line(make, monkeypatch, capsys):
    def interrupted(arguments):
        raise KeyboardInterrupt

    monkeypatch.setitem(make.COMMANDS, "lab", (interrupted, ""))
    assert make.main(["lab"]) == 130
    assert capsys.readouterr().err == "make.py: stopped.\n"


# ---------------------------------------------------------------- odd Pythons


def test_an_old_python_can_read_the_file():
    ast.parse((ROOT / "make.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def old_pythons():
    """Pretend to be 3.9, and use what really starts on this machine."""
    found = filter(None, (shutil.which(f"python3.{minor}") for minor in range(6, 11)))
    start = {path: subprocess.run([path, "-c", ""], capture_output=True) for path in found}
    return ["pretend", *(path for path, result in start.items() if result.returncode == 0)]


@pytest.mark.parametrize("python", old_pythons())
def test_old_python(python, home, type_command, tmp_path):
    if python == "pretend":
        fake = "import sys, runpy; sys.version_info = (3, 9, 1, 'final', 0); del sys.argv[0];"
        fake += "runpy.run_path(sys.argv[0], run_name='__main__')"
        python = script(tmp_path / "bin/python", f'exec "{sys.executable}" -c "{fake}" "$@"')
    line = complaint(type_command("lab", python=python))
    assert re.search(r"Python 3\.11 or newer is needed, this is 3\.\d+\.", line)
    assert not (home / ".venv").exists()


@pytest.fixture
def without_ensurepip(tmp_path):
    """The path of a module that makes Python as Debian ships it: without `ensurepip`."""
    folder = tmp_path / "debian"
    folder.mkdir()
    (folder / "ensurepip.py").write_text("raise ImportError('No module named ensurepip')")
    (folder / "virtualenv.py").write_text("raise ImportError('No module named virtualenv')")
    return folder


def test_no_venv_module(home, type_command, without_ensurepip):
    result = type_command("lab", PATH="", PYTHONPATH=str(without_ensurepip))
    line = complaint(result)
    major, minor = sys.version_info[:2]
    assert f"apt install python{major}.{minor}-venv" in line and "uv" in line
    assert len(result.stderr.splitlines()) == 1
    assert not (home / ".venv").exists()


def test_no_venv_module_but_uv(make, monkeypatch, without_ensurepip, capsys, tmp_path):
    uv = script(tmp_path / "bin/uv", f'echo "$@" > "{tmp_path}/said"')
    monkeypatch.setenv("PATH", f"{uv.parent}{os.pathsep}/usr/bin:/bin")
    monkeypatch.syspath_prepend(without_ensurepip)
    monkeypatch.delitem(sys.modules, "ensurepip", raising=False)
    make.make_venv()
    said = (tmp_path / "said").read_text()
    assert said.startswith("venv --seed --python ") and said.strip().endswith(str(make.VENV))
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_no_venv_module_but_virtualenv(make, monkeypatch, without_ensurepip, tmp_path, capsys):
    (without_ensurepip / "virtualenv.py").write_text("import sys; open(sys.argv[-1], 'w')")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(make, "environment", lambda: dict(os.environ))
    monkeypatch.setenv("PYTHONPATH", str(without_ensurepip))
    monkeypatch.syspath_prepend(without_ensurepip)
    monkeypatch.delitem(sys.modules, "ensurepip", raising=False)
    monkeypatch.chdir(tmp_path)
    make.make_venv()
    assert make.VENV.exists()
    assert "by virtualenv" in capsys.readouterr().out


# ---------------------------------------------------------------- the state of .venv


@pytest.fixture
def venv(make, monkeypatch):
    """A real .venv with something called pip in it, on a machine without uv."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", make.VENV], check=True)
    packages = next(make.VENV.glob("[Ll]ib/**/site-packages"))
    (packages / "pip").mkdir()
    (packages / "pip" / "__init__.py").touch()
    return packages


def test_a_sound_venv_has_no_problem(make, venv):
    assert make.venv_problem() == ""


def test_venv_of_a_python_that_is_gone(make, venv):
    make.PYTHON.unlink()
    make.PYTHON.symlink_to(make.ROOT / "no python here")
    assert make.venv_problem() == "its Python does not start"


def test_no_venv_at_all(make):
    assert make.venv_problem() == "its Python does not start"


def test_venv_of_an_old_python(make, venv):
    make.PYTHON.unlink()
    script(make.PYTHON, f"echo '[[3, 9], \"{make.VENV}\", true, true]'".replace("'s", "'\"'\"'s"))
    assert make.venv_problem() == "its Python is older than 3.11"


def test_venv_whose_python_was_replaced(make, venv):
    venv.parent.rename(venv.parent.with_name("python3.99"))
    assert make.venv_problem() == "it is not complete"  # pip is gone with the packages
    uv = script(make.BIN / "uv", "")
    assert uv.exists()
    assert make.venv_problem() == "its Python was replaced by another version"


def test_half_a_venv(make, venv):
    (make.VENV / "pyvenv.cfg").unlink()
    assert make.venv_problem() == "it is not complete"


def test_venv_without_any_installer(make, venv):
    shutil.rmtree(venv / "pip")
    assert make.venv_problem() == "it is not complete"


def test_venv_in_a_moved_folder(make, venv):
    make.STAMP.write_text(make.stamp("course"), encoding="utf-8")
    assert make.venv_problem() == ""
    make.STAMP.write_text(make.stamp("course").replace("ключ", "other"), encoding="utf-8")
    assert make.venv_problem() == "the folder was moved or copied"


@pytest.fixture
def installed(make, venv, monkeypatch):
    """`make` with a recording install; the list says for which levels it was called."""
    calls = []
    monkeypatch.setattr(make, "install", calls.append)
    return calls


def test_prepare_installs_once(make, installed, capsys):
    make.prepare("course")
    make.prepare("course")
    assert installed == ["course"]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", ["binder/requirements.txt", "pyproject.toml"])
def test_prepare_installs_again_when_an_input_changed(make, installed, name):
    make.prepare("course")
    with open(make.ROOT / name, "a") as file:
        file.write("# changed\n")
    make.prepare("course")
    assert installed == ["course", "course"]


def test_the_developers_environment_serves_the_lab_but_not_the_other_way(make, installed):
    make.prepare("course")
    make.prepare("dev")
    make.prepare("course")
    assert installed == ["course", "dev"]


def test_a_failed_installation_is_not_taken_for_a_finished_one(make, installed, monkeypatch):
    make.prepare("course")
    pyproject = make.ROOT / "pyproject.toml"
    before = pyproject.read_bytes()
    pyproject.write_text("# changed")

    def fails(level):
        raise make.Stop("no network")

    with monkeypatch.context() as patch, pytest.raises(make.Stop):
        patch.setattr(make, "install", fails)
        make.prepare("course")
    pyproject.write_bytes(before)  # even so: .venv may be half of one and half of the other
    make.prepare("course")
    assert installed == ["course", "course"]


def test_a_broken_venv_is_made_anew(make, installed, monkeypatch, capsys):
    make.PYTHON.unlink()
    (make.VENV / "old").touch()
    monkeypatch.setattr(make, "make_venv", make.VENV.mkdir)
    make.prepare("course")
    assert capsys.readouterr().out == "Making .venv anew: its Python does not start.\n"
    assert not (make.VENV / "old").exists()
    assert installed == ["course"]


def test_the_unrelated_blockkit_is_named(make, venv, installed, capsys):
    ours, theirs = venv / "blockkit_course-0.1.0.dist-info", venv / "blockkit-2.1.2.dist-info"
    ours.mkdir()
    make.prepare("course")
    assert capsys.readouterr().out == ""
    theirs.mkdir()
    make.prepare("course")
    said = capsys.readouterr().out
    assert said.startswith("WARNING: .venv holds an unrelated package called blockkit")
    assert f'"{make.PYTHON}" -m pip uninstall --yes blockkit' in said
    assert len(said.splitlines()) == 1


def test_an_installation_that_fails(home, type_command, tmp_path):
    """For real: a new .venv, a lock nobody can satisfy, first a uv and then a pip that fail."""
    lock = "no-such-package-at-all==1 --hash=sha256:" + 64 * "0" + "\n"
    (home / "binder/requirements.txt").write_text(lock)
    uv = script(tmp_path / "bin/uv", "echo uv says no; exit 3")
    result = type_command("lab", PATH=f"{uv.parent}:/usr/bin:/bin", PIP_NO_INDEX="1")
    line = complaint(result)
    assert "could not be installed" in line and "python make.py clean" in line
    assert "    uv says no" in result.stderr.splitlines()
    assert "no-such-package-at-all" in result.stderr
    assert "uv could not install." in result.stdout.splitlines()
    assert not (home / ".venv" / "blockkit-stamp.txt").exists()


def test_without_uv_pip_gets_it_by_its_hash(make, venv, monkeypatch):
    steps = []

    def record(title, *command):
        steps.append([str(part) for part in command])
        if title == "Getting uv":
            raise make.Stop("no network")

    monkeypatch.setattr(make, "run", record)
    make.install("course")
    wanted = (make.VENV / "uv.txt").read_text().splitlines()
    assert wanted[0].startswith("uv==") and len(wanted) > 1
    assert all(line.startswith("    --hash=sha256:") for line in wanted[1:])
    assert len(steps) == 3 and all(step[1:4] == ["-m", "pip", "install"] for step in steps)
    assert "--require-hashes" in steps[0]
    assert steps[1][-3:] == ["--require-hashes", "-r", str(make.LOCKS["course"])]
    assert steps[2][-4:] == ["--no-deps", "--no-build-isolation", "-e", "."]


# ---------------------------------------------------------------- starting things


def test_a_step_is_one_line_and_a_failing_one_shows_its_last_lines(make, capsys):
    make.run("Counting", sys.executable, "-c", "print('one\\ntwo')")
    out, err = capsys.readouterr()
    assert re.fullmatch(r"Counting \.\.\. \d+\.\d s\n", out) and err == ""
    program = "print(*range(30), sep='\\n'); raise SystemExit(3)"
    with pytest.raises(make.Stop, match="Counting on"):
        make.run("Counting on", sys.executable, "-c", program)
    assert capsys.readouterr().err.split() == [str(number) for number in range(22, 30)]


def test_what_we_start_finds_a_package_in_an_awkward_folder(make, venv):
    """With the path as installers write it, this Python would not even start."""
    link = venv / "_editable_impl_blockkit_course.pth"
    link.write_text(str(make.ROOT), encoding="utf-8")
    (make.ROOT / "marker_module.py").touch()
    make.make_link_relative()
    subprocess.run([make.PYTHON, "-c", "import marker_module"], env={"LC_ALL": "C"}, check=True)


def test_the_environment_is_free_of_another_pythons_packages(make, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("PYTHONHOME", "elsewhere")
    env = make.environment()
    assert "PYTHONPATH" not in env and "PYTHONHOME" not in env
    assert env["PATH"].split(os.pathsep)[0] == str(make.BIN)


# ---------------------------------------------------------------- the lab


@pytest.mark.parametrize("port", ["", "abc", "0", "70000", "-1", "8888.0", "²"])
def test_not_a_port(type_command, home, port):
    assert "is not a port" in complaint(type_command("lab", f"--port={port}"))
    assert not (home / ".venv").exists()


def test_the_lab_is_started_by_the_python_of_venv(make, monkeypatch):
    done = []
    monkeypatch.setattr(make, "prepare", done.append)
    monkeypatch.setattr(os, "chdir", done.append)
    monkeypatch.setattr(os, "execve", lambda path, command, env: done.append((path, command, env["PATH"])))
    monkeypatch.setattr(subprocess, "Popen", None)
    with pytest.raises(TypeError):  # execve would not have come back
        make.main(["lab", "--port", "9000", "--debug"])
    command = [str(make.PYTHON), "-m", "blockkit.classroom.lab", "--port", "9000", "--debug"]
    level, folder, (path, became, programs) = done
    assert (level, folder, path, became) == ("course", make.ROOT, str(make.PYTHON), command)
    assert programs.split(os.pathsep)[0] == str(make.BIN)


# ---------------------------------------------------------------- tests


@pytest.fixture
def pytest_call(make, monkeypatch):
    """`make` that notes how pytest would be called; only two folders of programs."""
    calls = []
    monkeypatch.setattr(make, "prepare", lambda level: None)
    monkeypatch.setattr(make, "in_venv", lambda *arguments: calls.append(list(arguments)))
    monkeypatch.setenv("CHROMIUM", "")
    return calls


def test_no_chromium_is_one_line(make, pytest_call, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    make.run_tests(["-k", "merkle"])
    assert pytest_call == [["pytest", "-m", "not soak and not browser", "-k", "merkle"]]
    assert capsys.readouterr().out.startswith("No Chromium here: the browser tests are skipped")


@pytest.mark.parametrize("user, works", [(0, True), (0, False), (1000, True)])
def test_debians_chromium(make, pytest_call, monkeypatch, capsys, tmp_path, user, works):
    get = f'echo "$@" >> "{tmp_path}/said"; [ $1 = update ] && exit 0; '
    get += f'printf "" > "{tmp_path}/chromium"; /bin/chmod +x "{tmp_path}/chromium"'
    script(tmp_path / "apt-get", get if works else "echo no network; exit 100")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: user)
    make.run_tests([])
    out, err = capsys.readouterr()
    if user == 0 and works:
        said = (tmp_path / "said").read_text().splitlines()
        assert said == ["update", "install --yes --no-install-recommends chromium"]
        assert pytest_call == [["pytest", "-m", "not soak", "-n", "2"]]
        assert os.environ["CHROMIUM"] == str(tmp_path / "chromium")
    else:
        assert pytest_call == [["pytest", "-m", "not soak and not browser", "-n", "2"]]
        assert "browser tests are skipped" in out
        assert ("no network" in err) == (user == 0)


@pytest.mark.parametrize("user, ci", [(0, False), (0, True), (1000, False)])
def test_interop_installs_strangers_where_it_may_and_names_who_is_absent(
    make, pytest_call, monkeypatch, capsys, tmp_path, user, ci
):
    """litecoind as root only; bcoin from npm, but not in CI, which asks no more registries than it must."""
    programs = tmp_path / "programs"
    programs.mkdir()
    appear = f'printf "" > "{programs}/litecoind"; /bin/chmod +x "{programs}/litecoind"'
    script(programs / "apt-get", f'echo "$@" >> "{tmp_path}/said"; [ $1 = update ] || {{ {appear}; }}')
    script(programs / "npm", f'echo "$@" >> "{tmp_path}/said"; /bin/mkdir -p "$6/node_modules/bcoin"')
    script(programs / "node", "")
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setenv("CI", "true" if ci else "")
    monkeypatch.setenv("BLOCKKIT_STRANGERS", str(tmp_path / "strangers"))
    make.main(["interop", "-x"])
    assert pytest_call == [["pytest", "-m", "not soak", "tests/interop", "-x"]]
    said = (tmp_path / "said").read_text().splitlines()
    assert any("install --yes" in line and "litecoind" in line for line in said) == (user == 0)
    assert any("--ignore-scripts" in line and "bcoin@1.0.2" in line for line in said) == (not ci)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Not here")]
    assert ("litecoind" in line, "bcoin (" in line, "btclib-node" in line) == (user != 0, ci, True)


def test_soak_runs_the_slow_tests_only(make, pytest_call, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/somewhere/chromium")
    make.main(["soak", "-x"])
    assert pytest_call == [["pytest", "-m", "soak", "--soak-page", "docs/soak.md", "-x"]]


@pytest.mark.parametrize(
    ("arguments", "lanes"),
    [
        ([], ["-n", "2"]),
        (["-x", "--seconds=file"], ["-n", "2"]),
        (["tests/library"], []),
        (["-k", "merkle"], []),
    ],
)
def test_all_tests_run_in_two_processes_and_chosen_ones_in_one(
    make, pytest_call, monkeypatch, arguments, lanes
):
    monkeypatch.setenv("CHROMIUM", "/somewhere/chromium")
    make.main(["test", *arguments])
    assert pytest_call == [["pytest", "-m", "not soak", *lanes, *arguments]]


def test_lint_runs_both_and_fails_when_one_does(make, monkeypatch):
    for failing in (["check"], ["format"], []):
        calls = []

        def ruff(*arguments, calls=calls, failing=failing):
            calls.append(arguments[1])
            return int(arguments[1] in failing)

        monkeypatch.setattr(make, "in_venv", ruff)
        assert make.main(["lint"]) == len(failing)
        assert calls == ["check", "format"]


# ---------------------------------------------------------------- clean


def test_clean_leaves_the_students_work(make, capsys):
    for name in (".venv/a", "build/b", "course/01_hashing/c.ipynb", "course/my_chain/d.py"):
        (make.ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (make.ROOT / name).touch()
    assert make.main(["clean"]) == make.main(["clean"]) == 0
    assert capsys.readouterr().out.splitlines() == ["Removed .venv.", "Removed build."]
    assert not (make.ROOT / ".venv").exists() and not (make.ROOT / "build").exists()
    assert (make.ROOT / "course/01_hashing/c.ipynb").exists()
    assert (make.ROOT / "course/my_chain/d.py").exists()
