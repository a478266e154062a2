"""What both judges said, kept in ``recorded.txt``: so the comparison also runs where Core's kernel cannot.

    python -m tests.kernel.record [FAMILY ...]     write it anew, or these parts; refused where they differ

A family has a line with a hash of all it was asked, then its different verdicts, then, in the order of the
cases, how often which verdict came: ``3*1 0`` is the verdict 1 three times, then the verdict 0.
"""

import itertools
import re
import sys
import textwrap
from pathlib import Path

from tests.conftest import ROOT
from tests.kernel import core, faults
from tests.kernel.families import FAMILIES
from tests.kernel.judges import NOT_HERE, Core, Ours

FILE = Path(__file__).with_name("recorded.txt")
HEAD = "Written by `python -m tests.kernel.record`, never by hand; record.py says how to read it.\n"
NAMES = [*FAMILIES, "faults"]
FAILS = "mandatory-script-verify-flag-failed"
CHANGED = "the questions are not those of the record: if you changed the cases, write it anew"


def agree(core_said, recorded):
    """Of a script alone, Core only says that it fails; the reason beside it is the library's.

    An IF on an empty stack is a branch that is not balanced in v28.1, and in v31 an operation without items.
    """
    if recorded == f"{FAILS}: UNBALANCED_CONDITIONAL" and core_said == f"{FAILS}: INVALID_STACK_OPERATION":
        return True
    return core_said == recorded or (core_said == "no" and recorded != "OK")


def parts():
    """The lines of each family."""
    text = FILE.read_text(encoding="utf-8") if FILE.exists() else HEAD
    return {part.partition("]")[0]: f"[{part}" for part in re.split(r"(?m)^\[", text)[1:]}


def read():
    """``{family: (hash of what was asked, verdicts)}``, and ``{fault: key of the case that notices it}``."""
    families, noticed = {}, {}
    for name, text in parts().items():
        asked, *lines = text.partition("] ")[2].splitlines()
        if name == "faults":
            noticed = dict(line.split(": ", 1) for line in lines)
            continue
        words = [line[2:] for line in lines if line.startswith("- ")]
        runs = " ".join(line for line in lines if not line.startswith("- ")).split()
        counted = [run.split("*") if "*" in run else ("1", run) for run in runs]
        families[name] = asked, [words[int(n)] for times, n in counted for _ in range(int(times))]
    return families, noticed


def section(name, asked, verdicts):
    """The lines of one family."""
    words = list(dict.fromkeys(verdicts))
    runs = [(words.index(word), len(list(group))) for word, group in itertools.groupby(verdicts)]
    text = " ".join(f"{times}*{n}" if times > 1 else str(n) for n, times in runs)
    return (
        "\n".join([f"[{name}] {asked}", *(f"- {word}" for word in words), *textwrap.wrap(text, 108)]) + "\n"
    )


def asked(family, ours):
    """A hash of all that the library was asked."""
    return "by the clock" if family.by_clock else ours.asked()


def difference(judge, name, keys=None):
    """The first case of a family in which the judge does not say what is recorded; "" where there is none."""
    said = list(FAMILIES[name].verdicts(judge, keys))
    was_asked, recorded = read()[0][name]
    found = []
    if isinstance(judge, Ours) and asked(FAMILIES[name], judge) != was_asked:
        found.append(CHANGED)
    for (case, verdict), was in itertools.zip_longest(said, recorded, fillvalue=("no such case", "")):
        if not agree(verdict, was):
            return "; ".join([f"{case}: {judge.name} says {verdict!r}, recorded is {was!r}", *found])
    return "".join(found)


def anew(name, vectors):
    """Ask both judges all of a family; the lines of what they agree on."""
    family, ours = FAMILIES[name], Ours()
    keys = vectors if family.from_files else None
    said = list(family.verdicts(ours, keys))
    for (case, verdict), (_, core_said) in zip(said, family.verdicts(Core(), keys), strict=True):
        if not agree(core_said, verdict):
            raise SystemExit(f"{name}, {case}: the library says {verdict!r}, Core {core_said!r}")
    print(f"{name}: {len(said)} cases, no difference", flush=True)
    return section(name, asked(family, ours), [verdict for _, verdict in said])


def faults_anew():
    """The first case that notices each fault."""
    text = "[faults] noticed by\n"
    for fault in faults.FAULTS:
        key = faults.search(fault)
        print(f"{fault.name}: noticed by {key} of the {fault.family}", flush=True)
        text += f"{fault.name}: {key}\n"
    return text


def write(chosen, vectors):
    """Write these parts anew, and keep the others as they are."""
    text = parts()
    for name in chosen:
        text[name] = faults_anew() if name == "faults" else anew(name, vectors)
    FILE.write_text(HEAD + "".join(text[name] for name in NAMES), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if core.pbk is None:
        sys.exit(NOT_HERE)
    write(sys.argv[1:] or NAMES, ROOT.parent / "shared" / "vectors")
