"""Makes the reference from the code itself: ``make docs``.

``docs/reference.md`` is the index that a reader finds on the repository's page: every module with its
public names, and every reason to refuse something with the function that gives it. The pages with the full
docstrings are pdoc's and go to ``build/api``.
"""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "blockkit"
PAGE = ROOT / "docs" / "reference.md"

HEAD = """# Reference

Made from the code by `make docs`, which also writes the full docstrings to `build/api`. The order of
this page is a good one to read the modules in.
[How a block is judged](how-a-block-is-judged.md) walks through the middle of it.
"""

# From bytes to the chain; a test sees to it that none is forgotten.
ORDER = """
    errors guards params ripemd160 hashing encoding base58 bech32 merkle keys schnorr foreign addresses script
    asm templates opcodes interpreter
    transaction digests spending unlocking block genesis pow headers rules utxo validation data chain
    commitment witness taproot
    engines node wallet agreement explain cli
"""


def modules():
    """Name and file of each module of the page; a package counts with all of its files."""
    for name in ORDER.split():
        folder = PACKAGE / name
        for path in sorted(folder.glob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]:
            own = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
            yield own.removesuffix(".__init__"), path


def first_line(node):
    """The first sentence of a docstring, without the markup of its roles."""
    text = (ast.get_docstring(node) or "").split("\n\n")[0].replace("\n", " ")
    for role in (":class:", ":func:", ":mod:", ":meth:"):
        text = text.replace(role, "")
    return text.replace("``", "`").replace("`~blockkit.", "`")


def signature(node):
    """A function with the names of its arguments."""
    named, only_named = ([part.arg for part in group] for group in (node.args.args, node.args.kwonlyargs))
    star = [f"*{node.args.vararg.arg}"] if node.args.vararg else ["*"] * bool(only_named)
    arguments = [name for name in (*named, *star, *only_named) if name not in ("self", "cls")]
    return f"{node.name}({', '.join(arguments)})"


def names(tree):
    """The constants of a module in one line, then each public class, with what it has, and function."""
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    assigned = [part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)]
    if constants := [name for name in assigned if name.isupper() and not name.startswith("_")]:
        yield f"- constants: {listed(constants)}"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield f"- `{signature(node)}`: {first_line(node)}"
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield f"- `{node.name}`: {first_line(node)}"
            yield from members(node)


def members(node):
    """The fields of a class in one line, then its public methods, those without a docstring in one line."""
    fields = [part.target.id for part in node.body if isinstance(part, ast.AnnAssign)]
    if fields := [name for name in fields if not name.startswith("_")]:
        yield f"  - fields: {listed(fields)}"
    methods = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name[0] != "_"]
    for method in methods:
        if text := first_line(method):
            name = method.name if is_property(method) else signature(method)
            yield f"  - `{name}`: {text}"
    if plain := [method.name for method in methods if not first_line(method)]:
        yield f"  - {listed(plain)}"


def is_property(method):
    """Is it read without a call?"""
    return any(getattr(mark, "id", "") == "property" for mark in method.decorator_list)


def listed(words):
    """The words as code, with commas between them."""
    return ", ".join(f"`{word}`" for word in words)


def reasons(tree):
    """(reason, function) for each error that a module raises with a reason of its own.

    Where the reason is chosen first, it is what the function keeps under the name ``reason`` or ``reasons``.
    """
    errors = ("Invalid", "ScriptError", "WalletFileError")
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in errors:
                chosen = node.args[0]
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("reason", "reasons"):
                chosen = node.value
            else:
                continue
            yield from ((text, function.name) for text in texts(chosen))


def texts(node):
    """The texts that an expression may be; of one with parts to fill in, what it begins with."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (f"{text}…" for text in texts(node.values[0]))
    parts = {ast.IfExp: ("body", "orelse"), ast.Dict: ("values",), ast.Call: ("args",)}.get(type(node), ())
    for part in parts:
        inner = getattr(node, part)
        for value in inner if isinstance(inner, list) else [inner]:
            yield from texts(value)


def page():
    """The whole page."""
    parts, table = [HEAD], {}
    for name, path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        link = f"../{path.relative_to(ROOT).as_posix()}"
        parts.append(f"\n## [{name}]({link})\n\n{first_line(tree)}\n\n" + "\n".join(names(tree)) + "\n")
        for reason, function in reasons(tree):
            table.setdefault(reason, set()).add(f"`{name.removeprefix('blockkit.')}.{function}`")
    parts.append(
        "\n## Where each refusal comes from\n\nThe reasons are Bitcoin Core's strings where Core has one.\n"
    )
    parts.append("\n| reason | given by |\n| --- | --- |\n")
    parts += [f"| `{reason}` | {', '.join(sorted(table[reason]))} |\n" for reason in sorted(table)]
    return "".join(parts)


def main(arguments):
    """Write the page and the site; with ``--check`` only say whether the page is what the code gives."""
    text = inspect.cleandoc(page()) + "\n"
    if "--check" in arguments:
        if PAGE.read_text(encoding="utf-8") != text:
            print(
                "docs/reference.md is not what the code gives; run `make docs` and commit it", file=sys.stderr
            )
            return 1
        return 0
    PAGE.write_text(text, encoding="utf-8")
    site = ROOT / "build" / "api"
    pdoc = [sys.executable, "-m", "pdoc", "--docformat", "restructuredtext", "-o", str(site)]
    return subprocess.call([*pdoc, *(f"blockkit.{name}" for name in ORDER.split())], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
