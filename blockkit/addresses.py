"""Keys and addresses as text: what people type, copy and print.

An address is Base58Check of a version byte and the hash of a public key or of a script; the version
says which, and on which chain. It stands for an output's script: :func:`script_of` writes that one,
:func:`address_of` goes back. Source: Bitcoin Core, ``key_io.cpp``; BIP 13.
"""

from contextlib import suppress

from blockkit.base58 import decode_base58check, encode_base58check
from blockkit.errors import Invalid, shown
from blockkit.foreign import foreign_text
from blockkit.guards import need_bytes
from blockkit.hashing import hash160
from blockkit.keys import PrivateKey, need_public_key
from blockkit.params import MAINNET, PARAMS, ChainParams, need_params
from blockkit.script import is_p2sh
from blockkit.templates import is_p2pkh, p2pkh, p2sh

# how addresses with a witness begin, in small or large letters, and whose they are (BIP 173)
LATER = {"bc1": "of the main chain", "tb1": "of the test networks", "bcrt1": "of the regtest chain"}


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
    elif len(payload) == 21:
        why = "it is an address, which holds no private key"
    elif payload:  # the checksum is right
        why = f"it is one of the {' or '.join(chains)} chain" if chains else "it is something else"
    raise ValueError(f"this is not a private key in WIF for the {params.name} chain: {why}")


def address_of(script: bytes, params: ChainParams = MAINNET) -> str | None:
    """The address of an output's script; ``None`` unless it is P2PKH or P2SH, the two that have one."""
    if is_p2pkh(script):
        return _encode("p2pkh", script[3:23], params)
    return _encode("p2sh", script[2:22], params) if is_p2sh(script) else None


def script_of(address: str, params: ChainParams = MAINNET) -> bytes:
    """The script that pays to an address; raises what :func:`decode_address` does."""
    kind, digest = decode_address(address, params)
    return p2pkh(digest) if kind == "p2pkh" else p2sh(digest)


def p2pkh_address(key: bytes, params: ChainParams = MAINNET) -> str:
    """The address that pays to whoever has the private key of a public key (33 or 65 bytes)."""
    return _encode("p2pkh", hash160(need_public_key(key)), params)


def p2sh_address(redeem_script: bytes, params: ChainParams = MAINNET) -> str:
    """The address that pays to whoever satisfies a script (BIP 13).

    A script of 20 bytes is refused: in all likelihood it is the hash of one.
    """
    if len(need_bytes(redeem_script, "the redeem script")) == 20:
        raise ValueError("these 20 bytes look like the hash of a redeem script: give the script itself")
    return _encode("p2sh", hash160(redeem_script), params)


def decode_address(text: str, params: ChainParams = MAINNET) -> tuple[str, bytes]:
    """``("p2pkh", hash)`` or ``("p2sh", hash)`` of an address; the hash has 20 bytes.

    Raises :class:`Invalid` for an address of another chain or kind, ``ValueError`` for a typing error.
    """
    if not isinstance(text, str):
        raise TypeError(
            f"an address must be text (str), got {type(text).__name__}; a wallet has its own in .addresses"
        )
    need_params(params)
    for beginning, whose in LATER.items():
        if text.lower().startswith(beginning):
            raise Invalid(
                "unknown-address",
                f"{shown(text)} is an address of the later kind, with a witness, {whose}; blockkit reads the "
                "chain up to block 481,823 and knows addresses that begin with 1 or 3 (m, n or 2 on the "
                "other chains)",
            )
    if foreign := foreign_text(text):
        raise Invalid("unknown-address", foreign)
    if len(text) > 35:  # the message must not show it
        raise Invalid("unknown-address", "an address has at most 35 characters; is this a private key?")
    payload = decode_base58check(text)
    kinds = {version: kind for kind, version in _versions(params).items()}
    if len(payload) != 21 or payload[0] not in kinds:
        raise Invalid(
            "unknown-address",
            f"{text} is not an address of the {params.name} chain{_whose(payload)}",
            expected=f"21 bytes that begin with {' or '.join(f'{version:02x}' for version in kinds)}",
            got=f"{len(payload)} bytes, {payload[:1].hex() or 'none'} first",
        )
    return kinds[payload[0]], payload[1:]


def _whose(payload: bytes) -> str:
    """Which chains write their addresses as this one, for the end of a sentence."""
    if len(payload) != 21:
        return ""
    names = [known.name for known in PARAMS.values() if payload[0] in _versions(known).values()]
    if not names:
        return "; it has the form of one, so it may be another coin's"
    others = " or of the test networks, which write theirs alike" if MAINNET.name not in names else ""
    mend = f"; with params of that chain (--chain {names[0]}) it can be read"
    return f", but one of the {' or '.join(names)} chain{others}{mend}"


def _encode(kind: str, digest: bytes, params: ChainParams) -> str:
    return encode_base58check(bytes([_versions(params)[kind]]) + digest)


def _versions(params: ChainParams) -> dict[str, int]:
    """The first byte of each kind of address."""
    need_params(params)
    return {"p2pkh": params.p2pkh_version, "p2sh": params.p2sh_version}
