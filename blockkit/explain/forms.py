"""The forms that an output's script may have, and what it takes to spend each, in words.

Source: Bitcoin Core, ``script/solver.cpp``; BIP 141 and 341.
"""

from contextlib import suppress

from blockkit.keys import is_point
from blockkit.opcodes import CODES, is_true
from blockkit.script import MAX_SCRIPT_SIZE, is_witness_program
from blockkit.templates import payee, read_lock, without_timelocks

NOBODY = "what nobody has"
# What it takes to open an output of each form, for somebody who has never seen one.
TO_OPEN = {
    "p2pk": "a signature by the key in it",
    "p2pkh": "a signature and the public key with this hash",
    "multisig": "signatures by enough of its keys",
    "p2sh": "the script with this hash, and what that asks",
    "p2wpkh": "a witness of a signature and the public key with this hash",
    "p2wsh": "a witness that ends with the script of this hash, after what that asks",
    "p2tr": "a signature by this key, or one of the scripts hidden in it",
    "p2a": "nothing: it is an anchor, which anybody may spend to add a fee",
    "op_return": f"{NOBODY}: it only carries data",
    "commitment": f"{NOBODY}: it fixes the witnesses of the block",
    "too_long": f"{NOBODY}: no script of more than {MAX_SCRIPT_SIZE:,} bytes runs here",
    "witness_v0": f"{NOBODY}: version 0 knows programs of 20 and of 32 bytes",
    "nonstandard": "whatever its script asks",
}
NO_MEANING_YET = "nothing today: this version has no meaning yet, so anybody may spend it"

TITLES = {
    "commitment": "commitment to the witnesses of the block",
    "op_return": "data (OP_RETURN)",
    "p2a": "anchor (P2A)",
    "p2sh-p2wpkh": "P2WPKH in P2SH",
    "p2sh-p2wsh": "P2WSH in P2SH",
    "p2tr-key": "P2TR by key",
    "p2tr-script": "P2TR by script",
    "too_long": "a script too long to run",
    "unsigned": "not signed",
    "nonstandard": "a script of its own",
}

KEY_CHECKS = [bytes([CODES[name]]) for name in ("OP_CHECKSIG", "OP_CHECKMULTISIG")]


def title_of(form: str) -> str:
    """A form as people write it."""
    if form.startswith("witness_v"):
        return f"witness version {form.removeprefix('witness_v')}"
    return TITLES.get(form) or (form.upper() if form.startswith("p2") else form)


def form_of(script: bytes) -> str:
    """The form of an output's script, as in ``TO_OPEN``; later versions are ``witness_v2`` and so on."""
    if known := payee(script):
        return known[0]
    if is_witness_program(script):
        return "witness_v0"
    if script[:1] == b"\x6a":
        return "op_return"
    if len(script) > MAX_SCRIPT_SIZE:
        return "too_long"
    if len(script) <= 3 + 66 * 16 and script[-1:] in KEY_CHECKS:  # no lock of keys is longer
        with suppress(ValueError):
            return "nonstandard" if without_timelocks(script)[0] else read_lock(script).form
    return "nonstandard"


def to_open(script: bytes) -> str:
    """What it takes to spend an output with this script."""
    form = form_of(script)
    if form == "p2tr" and not is_point(b"\2" + script[2:]):
        return f"{NOBODY}: these 32 bytes are no point of the curve"
    if is_witness_program(script) and script[0] and not is_true(script[2:]):
        return f"{NOBODY}: a program of zeros leaves a false item"
    return TO_OPEN.get(form, NO_MEANING_YET)
