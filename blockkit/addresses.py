"""Keys and addresses as text: what people type, copy and print.

An address is Base58Check of a version byte and the hash of a public key or of a script; the version
says which, and on which chain. Source: Bitcoin Core, ``key_io.cpp``; BIP 13.
"""

from contextlib import suppress

from blockkit.base58 import decode_base58check, encode_base58check
from blockkit.errors import Invalid, need_bytes, shown
from blockkit.hashing import hash160
from blockkit.keys import PrivateKey, has_key_size
from blockkit.params import MAINNET, ChainParams


def encode_wif(key: PrivateKey, params: ChainParams = MAINNET) -> str:
    """The private key as text (wallet import format); a byte 01 at the end means compressed."""
    return encode_base58check(
        bytes([params.wif_version]) + key.number.to_bytes(32, "big") + b"\x01" * key.compressed
    )


def decode_wif(text: str, params: ChainParams = MAINNET) -> PrivateKey:
    """The private key in a WIF text; ``ValueError`` says what is wrong without showing the key."""
    payload = b""
    with suppress(ValueError):  # its message would show the text
        payload = decode_base58check(text)
    version, secret, flag = payload[:1], payload[1:33], payload[33:]
    if version != bytes([params.wif_version]) or len(secret) != 32 or flag not in (b"", b"\x01"):
        raise ValueError(f"this is no private key in WIF for the {params.name} chain: is a character wrong?")
    return PrivateKey(int.from_bytes(secret, "big"), compressed=bool(flag))


def p2pkh_address(key: bytes, params: ChainParams = MAINNET) -> str:
    """The address that pays to the holder of a public key (33 or 65 bytes)."""
    if not has_key_size(need_bytes(key, "the public key")):
        raise ValueError(f"a public key has 33 or 65 bytes, got {len(key)}; is it a hash already?")
    return encode_base58check(bytes([params.p2pkh_version]) + hash160(key))


def p2sh_address(redeem_script: bytes, params: ChainParams = MAINNET) -> str:
    """The address that pays to whoever satisfies a script (BIP 13)."""
    return encode_base58check(bytes([params.p2sh_version]) + hash160(need_bytes(redeem_script, "the script")))


def decode_address(text: str, params: ChainParams = MAINNET) -> tuple[str, bytes]:
    """``("p2pkh", hash)`` or ``("p2sh", hash)`` of an address; the hash has 20 bytes.

    Raises :class:`Invalid` for an address of another chain or kind, ``ValueError`` for a typing error.
    """
    if not isinstance(text, str):
        raise TypeError(f"an address must be text (str), got {type(text).__name__} {shown(text)}")
    if len(text) > 35:  # the message must not show it
        raise Invalid("unknown-address", "an address has at most 35 characters; is this a private key?")
    payload = decode_base58check(text)
    kinds = {params.p2pkh_version: "p2pkh", params.p2sh_version: "p2sh"}
    if len(payload) != 21 or payload[0] not in kinds:
        raise Invalid(
            "unknown-address",
            f"{text} is no address of the {params.name} chain",
            expected=f"21 bytes that begin with {' or '.join(f'{version:02x}' for version in kinds)}",
            got=f"{len(payload)} bytes, {payload[:1].hex() or 'none'} first",
        )
    return kinds[payload[0]], payload[1:]
