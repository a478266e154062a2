"""Keys and addresses as text: what people type, copy and print.

An address is another spelling of an output's script, for those scripts that everybody uses:
:func:`script_of` writes the script, :func:`address_of` goes back. The older kind is Base58Check of a version
byte and a hash; the version says of what, and on which chain. The newer is Bech32 of a witness program.
Source: Bitcoin Core, ``key_io.cpp``; BIP 13, 173 and 350.
"""

from contextlib import suppress

from blockkit import schnorr
from blockkit.base58 import decode_base58check, encode_base58check
from blockkit.bech32 import BECH32, BECH32M, decode_bech32, encode_bech32, from_fives, to_fives
from blockkit.errors import Invalid, shown
from blockkit.foreign import foreign_text
from blockkit.guards import need_bytes
from blockkit.hashing import hash160, sha256
from blockkit.keys import PrivateKey, need_public_key
from blockkit.opcodes import OP_1
from blockkit.params import MAINNET, PARAMS, ChainParams, need_params
from blockkit.templates import P2A, p2pkh, p2sh, p2tr, p2wpkh, p2wsh, payee, witness_program

# how addresses with a witness begin, and of which chain they are
PREFIXES = {f"{known.bech32_prefix}1": known.name for known in PARAMS.values()}


def encode_wif(key: PrivateKey, params: ChainParams = MAINNET) -> str:
    """The private key as text (wallet import format); a byte 01 at the end means compressed."""
    need_params(params)
    if not isinstance(key, PrivateKey):  # the message must not show it
        raise TypeError(
            f"the key must be a PrivateKey, got {type(key).__name__}; PrivateKey(number) makes one"
        )
    return encode_base58check(
        bytes([params.wif_version]) + key.number.to_bytes(32, "big") + b"\x01" * key.compressed
    )


def decode_wif(text: str, params: ChainParams = MAINNET) -> PrivateKey:
    """The private key in a WIF text; ``ValueError`` says what is wrong without showing the key."""
    need_params(params)
    payload = b""
    with suppress(ValueError):  # its message would show the text
        payload = decode_base58check(text)
    version, secret, flag = payload[:1], payload[1:33], payload[33:]
    if version == bytes([params.wif_version]) and len(secret) == 32 and flag in (b"", b"\x01"):
        return PrivateKey(int.from_bytes(secret, "big"), compressed=bool(flag))
    why, others = "is a character wrong?", [known for known in PARAMS.values() if known != params]
    chains = [known.name for known in others if version == bytes([known.wif_version])]
    if foreign := foreign_text(text):
        why = foreign
    elif len(payload) == 21 or chain_of(text):
        why = "it is an address, which holds no private key"
    elif payload:  # the checksum is right
        why = f"it is one of the {' or '.join(chains)} chain" if chains else "it is something else"
    raise ValueError(f"this is not a private key in WIF for the {params.name} chain: {why}")


# ---- addresses and scripts -----------------------------------------------------------------------


def address_of(script: bytes, params: ChainParams = MAINNET) -> str | None:
    """The address of an output's script; ``None`` for one that has none, such as P2PK and bare multisig."""
    need_params(params)
    form, data = payee(script) or ("", b"")
    if form in ("p2pkh", "p2sh"):
        return encode_base58check(bytes([_versions(params)[form]]) + data)
    if not form:
        return None
    version = script[0] - OP_1 + 1 if script[0] else 0
    kind = BECH32M if version else BECH32
    return encode_bech32(params.bech32_prefix, bytes([version]) + to_fives(data), kind)


def script_of(address: str, params: ChainParams = MAINNET) -> bytes:
    """The script that pays to an address.

    Raises :class:`Invalid` for an address of another chain or kind, ``ValueError`` for a typing error.
    """
    if not isinstance(address, str):
        raise TypeError(
            f"an address must be text (str), got {type(address).__name__}; a wallet has its own in .addresses"
        )
    need_params(params)
    if address.lower().startswith(f"{params.bech32_prefix}1"):
        return _script_in_bech32(address, params)
    if name := chain_of(address):
        raise Invalid("unknown-address", f"this is an address of the {name} chain; {_mended_by(name)}")
    if foreign := foreign_text(address):
        raise Invalid("unknown-address", foreign)
    return _script_in_base58(address, params)


def decode_address(text: str, params: ChainParams = MAINNET) -> tuple[str, bytes]:
    """What an address is, and the hash, key or program in it: ``("p2pkh", hash)``, for example.

    The forms are those of :func:`blockkit.templates.payee`. Raises what :func:`script_of` does.
    """
    return payee(script_of(text, params)) or ("", b"")  # a script that an address names has a payee


def chain_of(text: str) -> str:
    """The chain whose prefix a text begins with, in small or large letters; empty where it has none."""
    return next((name for start, name in PREFIXES.items() if text.lower().startswith(start)), "")


def prefix_of(text: str) -> str:
    """The prefix of a text in Bech32, whoever's it is; empty where it is none."""
    with suppress(ValueError):
        return decode_bech32(text)[0]
    return ""


def _script_in_bech32(text: str, params: ChainParams) -> bytes:
    prefix, values, kind = decode_bech32(text)
    if prefix != params.bech32_prefix:
        raise Invalid("unknown-address", f"a 1 ends the prefix, and the last one comes after {shown(prefix)}")
    if not values:
        raise Invalid("Empty Bech32 data section", "a version and a program are missing")
    version = values[0]
    if version == 0 and kind != BECH32:
        raise Invalid("Version 0 witness address must use Bech32 checksum", "this one has that of Bech32m")
    if version > 0 and kind != BECH32M:
        why = "this one has that of Bech32: who wrote it has not heard of BIP 350"
        raise Invalid("Version 1+ witness address must use Bech32m checksum", why)
    program = from_fives(values[1:])
    if version > 16:
        raise Invalid("Invalid Bech32 address witness version", f"{version}, and 16 is the last")
    size = f"({len(program)} {'byte' if len(program) == 1 else 'bytes'})"
    if version == 0 and len(program) not in (20, 32):
        raise Invalid(f"Invalid Bech32 v0 address program size {size}, per BIP141", "20 or 32 are expected")
    if not 2 <= len(program) <= 40:
        raise Invalid(f"Invalid Bech32 address program size {size}", "2 to 40 are expected")
    return witness_program(version, program)


def _script_in_base58(text: str, params: ChainParams) -> bytes:
    if other := prefix_of(text):
        raise Invalid("unknown-address", f"it begins with {shown(other)} and a 1: it may be another coin's")
    if len(text) > 35:  # the message must not show it
        raise Invalid(
            "unknown-address", "an address in Base58 has at most 35 characters; is this a private key?"
        )
    payload, versions = decode_base58check(text), _versions(params)
    if len(payload) == 21 and payload[0] == versions["p2pkh"]:
        return p2pkh(payload[1:])
    if len(payload) == 21 and payload[0] == versions["p2sh"]:
        return p2sh(payload[1:])
    raise Invalid(
        "unknown-address",
        f"{text} is not an address of the {params.name} chain{_whose(payload)}",
        expected=f"21 bytes that begin with {' or '.join(f'{version:02x}' for version in versions.values())}",
        got=f"{len(payload)} bytes, {payload[:1].hex() or 'none'} first",
    )


def _whose(payload: bytes) -> str:
    """Which chains write their addresses as this one, for the end of a sentence."""
    if len(payload) != 21:
        return ""
    names = [known.name for known in PARAMS.values() if payload[0] in _versions(known).values()]
    if not names:
        return "; it has the form of one, so it may be another coin's"
    others = " or of the test networks, which write theirs alike" if MAINNET.name not in names else ""
    return f", but one of the {' or '.join(names)} chain{others}; {_mended_by(names[0])}"


def _mended_by(name: str) -> str:
    return f"with params of that chain (--chain {name}) it can be read"


def _versions(params: ChainParams) -> dict[str, int]:
    """The first byte of each kind of address in Base58."""
    return {"p2pkh": params.p2pkh_version, "p2sh": params.p2sh_version}


# ---- from a key or a script ----------------------------------------------------------------------


def p2pkh_address(key: bytes, params: ChainParams = MAINNET) -> str:
    """The address that pays to whoever has the private key of a public key (33 or 65 bytes)."""
    return _address(p2pkh(hash160(need_public_key(key))), params)


def p2sh_address(redeem_script: bytes, params: ChainParams = MAINNET) -> str:
    """The address that pays to whoever satisfies a script (BIP 13).

    A script of 20 bytes is refused: in all likelihood it is the hash of one.
    """
    return _address(p2sh(hash160(_need_script(redeem_script, "redeem", 20))), params)


def p2wpkh_address(key: bytes, params: ChainParams = MAINNET) -> str:
    """The same for a compressed public key (33 bytes), with the signature in the witness (BIP 141)."""
    return _address(_locked_by(key), params)


def p2wsh_address(witness_script: bytes, params: ChainParams = MAINNET) -> str:
    """The address that pays to whoever satisfies a script in the witness, of any size but 32 (BIP 141)."""
    return _address(p2wsh(sha256(_need_script(witness_script, "witness", 32))), params)


def p2sh_p2wpkh_address(key: bytes, params: ChainParams = MAINNET) -> str:
    """P2WPKH inside P2SH: for payers whose wallet knows no addresses with a witness."""
    return p2sh_address(_locked_by(key), params)


def p2sh_p2wsh_address(witness_script: bytes, params: ChainParams = MAINNET) -> str:
    """P2WSH inside P2SH: likewise."""
    return p2sh_address(p2wsh(sha256(_need_script(witness_script, "witness", 32))), params)


def p2tr_address(inner_key: bytes, merkle_root: bytes = b"", params: ChainParams = MAINNET) -> str:
    """The taproot address of an inner key (the 32 bytes of its x) and the root of its scripts, if any.

    Without scripts it is what wallets show (BIP 86).
    """
    inner_key = need_bytes(inner_key, "the inner key, the x of a public key,", 32)
    found = schnorr.tweaked_key(inner_key, schnorr.taproot_tweak(inner_key, merkle_root))
    if found is None:
        raise ValueError("no point of the curve has this x, so it is no key")
    return _address(p2tr(found[0]), params)


def p2a_address(params: ChainParams = MAINNET) -> str:
    """The address of pay-to-anchor, which anybody may spend."""
    return _address(P2A, params)


def _address(script: bytes, params: ChainParams) -> str:
    return address_of(script, params) or ""


def _locked_by(key: bytes) -> bytes:
    key = need_public_key(key)
    if len(key) != 33:
        raise ValueError(
            "a witness takes compressed keys (33 bytes) only; what is sent to this one may be lost"
        )
    return p2wpkh(hash160(key))


def _need_script(script: bytes, role: str, size_of_hash: int) -> bytes:
    """A script, but not one of the size of its hash: in all likelihood it is the hash."""
    if len(need_bytes(script, f"the {role} script")) == size_of_hash:
        raise ValueError(
            f"these {size_of_hash} bytes look like the hash of a {role} script: give the script itself"
        )
    return script
