"""``blockkit address``: from a key or a script to an address, and back."""

import os
from typing import Protocol

from blockkit.addresses import (
    chain_of,
    decode_address,
    decode_wif,
    p2pkh_address,
    p2sh_address,
    p2sh_p2wpkh_address,
    p2sh_p2wsh_address,
    p2tr_address,
    p2wpkh_address,
    p2wsh_address,
    prefix_of,
    script_of,
)
from blockkit.asm import to_asm
from blockkit.bech32 import CHECKSUM_LENGTH
from blockkit.cli.options import Args, Commands, add_chain, add_command
from blockkit.cli.reading import (
    has_only_hex_digits,
    hex_bytes,
    may_be_secret,
    read_standard_input,
    text_in_file,
)
from blockkit.cli.reports import Data, Findings, broken, row, verdict, verdict_row
from blockkit.errors import shown_unless_key
from blockkit.foreign import foreign_text
from blockkit.keys import has_key_size, is_point
from blockkit.params import ChainParams

MIN_ADDRESS, MAX_ADDRESS = 26, 35  # characters of one in Base58
MEANINGS = {
    "p2pkh": "pays to whoever has the public key with this hash",
    "p2sh": "pays to whoever satisfies the script with this hash",
    "p2wpkh": "pays to the public key with this hash; the signature goes into the witness",
    "p2wsh": "pays to the script with this hash, which goes into the witness",
    "p2tr": "taproot: pays to this key, or to one of the scripts that it may hide",
    "p2a": "anchor: anybody may spend it, and so pay the fee of what it belongs to",
}
NO_MEANING = "a version without a meaning so far: anybody may spend it"


class AddressArgs(Args, Protocol):
    """What ``blockkit address`` is given: one of the two."""

    text: str
    script: str | None


def add_address(commands: Commands) -> None:
    """Declare ``blockkit address``."""
    parser = add_command(
        commands, "address", show_address, "from a public key or a script to an address, and back"
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "text",
        nargs="?",
        metavar="KEYHEX|ADDRESS|-",
        help="a public key in hex gives its address; an address is taken apart; a private key is not shown",
    )
    what.add_argument("--script", metavar="HEX", help="a script: gives its P2SH and P2WSH addresses")
    add_chain(parser)


def show_address(args: AddressArgs) -> Findings:
    """What was given decides: a script, a public key, a private key, or an address."""
    if args.script is not None:
        script = hex_bytes(args.script, "a script")
        given: Data = {"given": "script", "script": script.hex()}
        lines = [row("script", to_asm(script) or "(empty)")]
        findings = about_address(p2sh_address(script, args.params), args.params, given, lines)
        others = {"p2wsh": p2wsh_address, "p2sh-p2wsh": p2sh_p2wsh_address}
        return with_others(findings, {form: make(script, args.params) for form, make in others.items()})
    text = args.text
    if text == "-":
        text = text_in_file(read_standard_input())
    elif os.path.isfile(text):
        raise ValueError(
            f"{shown_unless_key(text)} is a file, and this command takes none: "
            "give the key or the address itself, or - to read it from standard input"
        )
    text = text.strip()
    # An address of the usual length may by chance be hex digits alone.
    if has_only_hex_digits(text) and not MIN_ADDRESS <= len(text) <= MAX_ADDRESS:
        return about_key(public_key(text), args.params, {"given": "public key"}, [])
    if chain_of(text):
        return about_address(text, args.params, {"given": "address"}, [])
    if foreign_text(text) or prefix_of(text):
        decode_address(text, args.params)  # says what it is
    if may_be_secret(text):
        return about_secret(text, args.params)
    if len(text) > MAX_ADDRESS:
        raise ValueError(
            f"an address that begins with 1 or 3 has at most {MAX_ADDRESS} characters, "
            f"a public key 66 or 130 hex digits; got {len(text)} characters"
        )
    return about_address(text, args.params, {"given": "address"}, [])


def about_address(address: str, params: ChainParams, given: Data, lines: list[str]) -> Findings:
    """An address, taken apart, after what is known already."""
    judged = verdict(lambda: decode_address(address, params))
    given, lines = given | {"address": address}, [*lines, row("address", address)]
    if not judged["valid"]:
        return Findings(given | judged, [*lines, verdict_row(judged)])
    kind, payload = decode_address(address, params)
    script = script_of(address, params)
    role = {"p2tr": "output_key", "p2a": "program"}.get(kind, "hash" if kind in MEANINGS else "program")
    data = given | {"chain": params.name, "kind": kind, role: payload.hex()}
    data |= {"script_pubkey": script.hex(), "script_pubkey_asm": to_asm(script)}
    lines += written_as(address, params)
    lines.append(row("kind", f"{kind}, {params.name} chain: {MEANINGS.get(kind, NO_MEANING)}"))
    lines.append(row(role.replace("_", " "), payload.hex()))
    lines += [row("script_pubkey", script.hex()), row("", to_asm(script))]
    if kind == "p2tr" and not is_point(b"\2" + payload):
        data["warning"] = "no point of the curve has this x: what is sent to this address is lost"
        lines.append(row("warning", data["warning"]))
    return Findings(data | judged, lines)


def written_as(address: str, params: ChainParams) -> list[str]:
    """The parts of an address in Bech32, under each other; nothing for the older kind."""
    start = len(params.bech32_prefix) + 1
    if chain_of(address) != params.name:
        return []
    text = address.lower()
    version, program, checksum = text[start], text[start + 1 : -CHECKSUM_LENGTH], text[-CHECKSUM_LENGTH:]
    parts = f"{text[: start - 1]} 1 {version} {program} {checksum}"
    return [row("written as", parts), row("", "prefix, 1, version, program, checksum")]


def about_key(key: bytes, params: ChainParams, given: Data, lines: list[str]) -> Findings:
    """A public key and its addresses; a warning when nobody can have its private key."""
    given = given | {"public_key": key.hex()}
    lines = [*lines, row("public key", key.hex())]
    findings = about_address(p2pkh_address(key, params), params, given, lines)
    if not is_point(key):
        lost = broken(
            "bad-public-key", "it is not a point of the curve: what is sent to this address is lost"
        )
        return Findings(findings.data | lost, [*findings.lines, verdict_row(lost)])
    others = {"p2tr": p2tr_address(key[1:33], b"", params)}
    if len(key) == 33:  # witnesses of version 0 take no others
        others = {
            "p2wpkh": p2wpkh_address(key, params),
            "p2sh-p2wpkh": p2sh_p2wpkh_address(key, params),
        } | others
    return with_others(findings, others)


def with_others(findings: Findings, others: dict[str, str]) -> Findings:
    """What was found, and the other addresses of the same key or script."""
    lines = [
        row("" if n else "other addresses", f"{form:<12} {others[form]}") for n, form in enumerate(others)
    ]
    return Findings(findings.data | {"others": others}, [*findings.lines, *lines])


def about_secret(text: str, params: ChainParams) -> Findings:
    """A private key was given: only what everybody may know is shown."""
    try:
        secret = decode_wif(text, params)
    except ValueError as error:
        hint = "keys of the main chain begin with 5, K or L; others, with 9 or c, need --chain regtest"
        raise ValueError(f"{error}; {hint}") from None
    lines = [row("private key", "not shown: whoever sees it can spend. Keep it out of commands and files.")]
    return about_key(secret.public_key(), params, {"given": "private key"}, lines)


def public_key(text: str) -> bytes:
    """A public key in hex; what may be a private key is refused and not repeated."""
    if len(text) == 64:
        raise ValueError(
            "a public key has 66 or 130 hex digits, got 64: if this is a private key, keep it out of "
            "commands; if it is a txid, there is no address for it"
        )
    key = hex_bytes(text, "a public key") if len(text) in (66, 130) else b""
    if not has_key_size(key):
        raise ValueError(
            "a public key has 66 hex digits that begin with 02 or 03, or 130 that begin with 04; "
            f"got {len(text)}" + (f" that begin with {key[:1].hex()}" if key else "") + "; "
            "a redeem script goes after --script"
        )
    return key
