"""Where names went that notebooks and saved parts of earlier versions import.

One table serves both. :func:`at_home` rewrites the import lines of a saved part when it is read. In a
notebook that was handed out earlier, an import from a module that is gone finds its names in their new homes.
"""

import ast
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

GUARDS = ("need_bytes", "described", "need_a", "need_all", "need_bool", "need_no_verdict", "need_int")
SEARCH = ("search", "search_slice", "MAX_NONCE", "PATIENCE")
ASKED = ("Lock", "read_lock", "timelock", "without_timelocks", "LOCKED_UNTIL")
WALLET = ("Wallet", "new_key", "SYSTEM")
CHOICE = (
    "MAX_FEE_RATE", "MAX_HEIGHT", "PLAIN", "PLAIN_INPUT", "SIGNATURE_SIZE", "TRIES", "Selection",
    "exact_fit", "fewest_coins", "is_ripe", "need_coins", "need_height", "not_enough", "plain_input_size",
    "select_coins", "size_without_inputs",
)  # fmt: skip
DIGESTS = (
    "CODE_SEPARATOR", "NO_OUTPUT", "SIGHASH_ALL", "SIGHASH_ANYONECANPAY", "SIGHASH_NONE", "SIGHASH_SINGLE",
    "changed_copy", "sighash",
)  # fmt: skip
FIGURES = "blockkit.classroom.figures"

# By old module: the new home of each name, as "module" or, where the name has changed too, "module:name".
# "*" is the home of all others.
MOVED: dict[str, dict[str, str]] = {
    "blockkit.addresses": {"need_public_key": "blockkit.keys", "LATER": "blockkit.addresses:PREFIXES"},
    "blockkit.block": {"MAX_SIGOPS": "blockkit.block:MAX_SIGOP_COST"},
    "blockkit.cli.address": {"FIELD_PRIME": "blockkit.keys"},
    "blockkit.cli.mining": {"BAR": "blockkit.cli.progress"},
    "blockkit.cli.reports": {"Report": "blockkit.cli.reports:Findings"},
    "blockkit.cli.verify": dict.fromkeys(("outputs_listed", "output_in"), "blockkit.cli.spent")
    | {"outputs_of": "blockkit.cli.spent:outputs_made"},
    "blockkit.data": {"genesis_block": "blockkit.genesis"},
    "blockkit.errors": dict.fromkeys(GUARDS, "blockkit.guards"),
    "blockkit.explain.cutting": {"MAX_PIECES": "blockkit.explain.cutter"},
    "blockkit.explain.drawing": {"*": "blockkit.explain.rendering"},
    "blockkit.explain.pieces": {"MAX_PIECES": "blockkit.explain.cutter", "*": "blockkit.explain.cutting"},
    "blockkit.explain.words": {"address_of": "blockkit.addresses"},
    "blockkit.fast_search": {"*": "blockkit.engines.fast_search"},
    "blockkit.interpreter": {"SWITCHED_OFF": "blockkit.interpreter:DISABLED"}
    | dict.fromkeys(("verify_script", "PAY_TO_ANCHOR"), "blockkit.unlocking"),
    "blockkit.mempool": {"*": "blockkit.node.mempool"},
    "blockkit.mining": {"*": "blockkit.node.mining"},
    "blockkit.operations": {"*": "blockkit.opcodes"},
    "blockkit.pow": dict.fromkeys(SEARCH, "blockkit.node.mining"),
    "blockkit.script": dict.fromkeys(("NAMES", "CODES"), "blockkit.opcodes")
    | {"operations": "blockkit.script:steps"},
    "blockkit.secp256k1": {
        "Verify": "blockkit.engines.secp256k1:Engine",
        "*": "blockkit.engines.secp256k1",
    },
    "blockkit.sha256_numba": {"*": "blockkit.engines.sha256_numba"},
    "blockkit.signing": dict.fromkeys(ASKED, "blockkit.templates") | {"*": "blockkit.wallet.signing"},
    "blockkit.spending": dict.fromkeys(DIGESTS, "blockkit.digests"),
    "blockkit.store": {"*": "blockkit.node.store"},
    "blockkit.templates": dict.fromkeys(("to_asm", "from_asm", "from_word"), "blockkit.asm"),
    "blockkit.tree": {"*": "blockkit.headers"},
    "blockkit.validation": {"all_sigops": "blockkit.validation:sigop_cost"},
    "blockkit.wallet": dict.fromkeys(WALLET, "blockkit.wallet.wallet")
    | dict.fromkeys(CHOICE, "blockkit.wallet.coin_selection")
    | {
        "address_script": "blockkit.addresses:script_of",
        "DUST": "blockkit.wallet.coin_selection:DUST_RATE",
    },
    "blockkit.wallet.coin_selection": {"DUST": "blockkit.wallet.coin_selection:DUST_RATE"},
    "blockkit.wallet_file": {"*": "blockkit.wallet.wallet_file"},
    "blockkit.classroom.calling": {"*": "blockkit.classroom.trying.for_checks"},
    "blockkit.classroom.exercises": {"*": "blockkit.classroom.lessons"},
    "blockkit.classroom.figure": {"*": "blockkit.classroom.drawing.figure"},
    "blockkit.classroom.figures.asking": {"*": "blockkit.classroom.trying.for_figures"},
    "blockkit.classroom.figures.chain": {"machine": f"{FIGURES}.machine", "*": f"{FIGURES}.lesson01d_chain"},
    "blockkit.classroom.figures.chart": {"*": "blockkit.classroom.drawing.chart"},
    "blockkit.classroom.figures.fingerprint": {"*": f"{FIGURES}.lesson01a_fingerprints"},
    "blockkit.classroom.figures.header": {"*": f"{FIGURES}.lesson01b_bytes"},
    "blockkit.classroom.figures.merkle": {"*": f"{FIGURES}.lesson01c_merkle"},
    "blockkit.classroom.figures.svg": {
        "contrast": "blockkit.classroom.drawing.palette",
        "*": "blockkit.classroom.drawing.svg",
    },
    "blockkit.classroom.limits": {"*": "blockkit.classroom.trying.time_limit"},
    "blockkit.classroom.live": {"*": "blockkit.classroom.widgets.kit"},
    "blockkit.classroom.my_chain": {"*": "blockkit.classroom.saved_parts"},
    "blockkit.classroom.properties": {"REFUSALS": "blockkit.classroom.trying.calling"},
    "blockkit.classroom.slots": {
        "CourseRules": "blockkit.classroom.course_rules",
        "Endless": "blockkit.classroom.trying.trial",
        "SLOTS": "blockkit.classroom.lessons:KEPT",
        "changed_bits": "blockkit.classroom.fingerprints",
        "described": "blockkit.classroom.trying.for_figures:kind_and_size",
        "same_parameters": "blockkit.classroom.course_rules",
        "sha256_hex": "blockkit.classroom.fingerprints",
        "slot_name": "blockkit.classroom.lessons:part_name",
        "*": "blockkit.classroom.notebook",
    },
}


def home_of(module: str, name: str) -> tuple[str, str]:
    """The module that has today what ``module`` had as ``name``, and what it is called there."""
    homes = MOVED.get(module, {})
    home, _, new_name = homes.get(name, homes.get("*", module)).partition(":")
    return home, new_name or name


# ---- saved parts ---------------------------------------------------------------------------------


def at_home(text: str) -> str:
    """A saved part's text with each name imported from its home of today; other lines stay as they are.

    Raises ``SyntaxError`` for what is no Python.
    """
    data = text.encode("utf-8")  # Python counts columns in bytes of it
    begins = [0, *(at + 1 for at, byte in enumerate(data) if byte == ord("\n"))]
    imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    for node in sorted(imports, key=lambda node: (-node.lineno, -node.col_offset)):  # from the end
        start = begins[node.lineno - 1] + node.col_offset
        end = begins[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        new = "; ".join(_import_line(node, alias) for alias in node.names)
        data = data[:start] + new.encode("utf-8") + b"\n" * data[start:end].count(b"\n") + data[end:]
    return data.decode("utf-8")


def _import_line(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    """The import of one name, from its home of today."""
    bound = f" as {alias.asname}" if alias.asname else ""
    if isinstance(node, ast.Import):
        home = MOVED.get(alias.name, {}).get("*", alias.name)
        return f"import {home}{bound}"
    module = "." * node.level + (node.module or "")
    whole = MOVED.get(f"{module}.{alias.name}", {}).get("*")
    if whole:  # a module, imported from its package
        package, _, name = whole.rpartition(".")
        return f"from {package} import {name} as {alias.asname or alias.name}"
    home, name = home_of(module, alias.name)
    if name != alias.name:
        bound = f" as {alias.asname or alias.name}"
    return f"from {home} import {name}{bound}"


# ---- notebooks -----------------------------------------------------------------------------------


class OldHomes(MetaPathFinder, Loader):
    """Finds a module that is gone: one whose names are fetched from their new homes."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> ModuleSpec | None:
        """The module, if it is one of those that moved."""
        return ModuleSpec(name, self) if "*" in MOVED.get(name, {}) else None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """An ordinary, empty module."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Give it a way to its names."""

        def find(name: str) -> object:
            home, new_name = home_of(module.__name__, name)
            return getattr(import_module(home), new_name)

        module.__getattr__ = find  # type: ignore[method-assign]


def help_older_notebooks() -> None:
    """In a notebook, let imports from modules that are gone succeed. Elsewhere they fail, as they should."""
    in_a_notebook = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)() is not None
    if in_a_notebook and not any(isinstance(finder, OldHomes) for finder in sys.meta_path):
        sys.meta_path.append(OldHomes())
