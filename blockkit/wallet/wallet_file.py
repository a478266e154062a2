"""A secret in a file, under a password.

For study only: never use it with real keys or real money.

A password is short, and whoever has the file can try millions of them. *scrypt* (RFC 7914) makes each try
cost 16 MiB of memory and some time; the *salt*, new for each file, makes every file a search of its own.
The key that comes out encrypts with *AES-GCM*, which also *authenticates*: a changed bit, in the secret or
in what stands beside it, gives an error and never a wrong secret. It cannot tell, though, a wrong password
from a changed file.

Passwords are normalised (Unicode NFC, as RFC 8265 asks) before they are used, so that an *é* typed on one
keyboard opens what an *e* with an accent from another one locked.
"""

import contextlib
import json
import os
import tempfile
import unicodedata
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from blockkit.addresses import decode_wif, encode_wif
from blockkit.errors import Invalid, shown_unless_key
from blockkit.guards import described, need_a, need_bool, need_int
from blockkit.hashing import from_hex
from blockkit.params import PARAMS
from blockkit.wallet.wallet import KINDS, SYSTEM, Wallet

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
N, R, P = 2**14, 8, 1  # scrypt: rounds (a power of two), block size, how often
LIMITS = {"n": 2**16, "r": 8, "p": 4}  # no file may ask for more: 64 MiB, and a second or so
SALT_SIZE, NONCE_SIZE, TAG_SIZE = 16, 12, 16  # bytes
MAX_SECRET = 2**18  # bytes: almost five thousand keys
MAX_FILE = 2 * MAX_SECRET + 1024  # bytes: two hex digits for each, and room for the other fields
FIELDS = {"version": int, "kdf": str, "n": int, "r": int, "p": int, "salt": str}
FIELDS |= {"cipher": str, "nonce": str, "ciphertext": str}


class WalletFileError(Invalid):
    """A wallet file that cannot be opened, or made; ``reason`` says why in a word or three."""


# ---- a secret under a password -------------------------------------------------------------------


def lock_wallet(secret: bytes, password: str, rng: Random = SYSTEM, n: int = N) -> dict[str, Any]:
    """``secret`` under ``password``: numbers and texts that may lie about in the open.

    Two calls never give the same. Another ``rng`` than the system's, or another ``n``, is for tests and
    for experiments: a smaller ``n`` makes guessing cheaper.
    """
    if not isinstance(secret, bytes):  # the message must not show it
        raise TypeError(f"the secret must be bytes, got {type(secret).__name__}")
    need_a(Random, rng, "rng (Random(1) makes one)")
    if len(secret) > MAX_SECRET:
        raise WalletFileError(
            "too-large", expected=f"a secret of at most {MAX_SECRET} bytes", got=len(secret)
        )
    data: dict[str, Any] = {
        "version": VERSION,
        "kdf": "scrypt",
        "n": need_int(n, "n", 2, LIMITS["n"]),
        "r": R,
        "p": P,
        "salt": rng.randbytes(SALT_SIZE).hex(),
        "cipher": "aes-256-gcm",
        "nonce": rng.randbytes(NONCE_SIZE).hex(),
    }
    sealed = cipher(data, password).encrypt(from_hex(data["nonce"]), secret, in_the_open(data))
    return data | {"ciphertext": sealed.hex()}


def unlock_wallet(data: dict[str, Any], password: str) -> bytes:
    """The secret in what :func:`lock_wallet` made; :class:`WalletFileError` says why there is none."""
    check_fields(data)
    opener = cipher(data, password)
    from cryptography.exceptions import InvalidTag

    try:
        return opener.decrypt(from_hex(data["nonce"]), from_hex(data["ciphertext"]), in_the_open(data))
    except InvalidTag:
        raise WalletFileError(
            "wrong-password-or-changed", "the password is another one, or something in the file was changed"
        ) from None


def cipher(data: dict[str, Any], password: str) -> "AESGCM":
    """AES-GCM with the key that scrypt makes of a password."""
    if not isinstance(password, str):  # the message must not show it
        raise TypeError(f"the password must be text (str), got {type(password).__name__}")
    if not password:
        raise WalletFileError("empty-password", "an empty password protects nothing")
    check_cost(data)
    try:
        from hashlib import scrypt  # a Python built without OpenSSL lacks it

        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError as error:
        raise ImportError(
            f"what encrypts wallet files is not installed ({error}); run: pip install blockkit-course[wallet]"
        ) from error
    n, r, p = data["n"], data["r"], data["p"]
    normal = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    memory = 128 * r * (n + p + 2)  # bytes that scrypt works in
    return AESGCM(scrypt(normal, salt=from_hex(data["salt"]), n=n, r=r, p=p, maxmem=2 * memory, dklen=32))


def in_the_open(data: dict[str, Any]) -> bytes:
    """All that is not encrypted, in one order: it is authenticated with the secret."""
    return json.dumps({name: data[name] for name in FIELDS if name != "ciphertext"}).encode()


def check_fields(data: object) -> None:
    """Refuse what is not a locked wallet, before any work is done for it."""
    if not isinstance(data, dict):
        raise WalletFileError(
            "no-wallet",
            f"a locked wallet is a dict, as lock_wallet makes it, this is {type(data).__name__}; "
            "a file is opened by load_wallet(path, password=…)",
        )
    if type(data.get("version")) is not int or data["version"] != VERSION:
        raise WalletFileError("unknown-version", expected=VERSION, got=shown_unless_key(data.get("version")))
    if data.keys() != FIELDS.keys():
        raise WalletFileError(
            "wrong-fields", expected=", ".join(FIELDS), got=shown_unless_key(sorted(map(str, data)))
        )
    for name, kind in FIELDS.items():
        if type(data[name]) is not kind:  # exactly: True is not a number here
            raise WalletFileError(
                f"bad-{name}", expected=f"{kind.__name__}", got=shown_unless_key(data[name])
            )
    for name, known in (("kdf", "scrypt"), ("cipher", "aes-256-gcm")):
        if data[name] != known:
            raise WalletFileError(f"unknown-{name}", expected=known, got=shown_unless_key(data[name]))
    sizes = {"salt": (SALT_SIZE, SALT_SIZE), "nonce": (NONCE_SIZE, NONCE_SIZE)}
    for name, (low, high) in (sizes | {"ciphertext": (TAG_SIZE, TAG_SIZE + MAX_SECRET)}).items():
        if not 2 * low <= len(data[name]) <= 2 * high or not is_lower_hex(data[name]):
            raise WalletFileError(f"bad-{name}", f"it must be {low} to {high} bytes as lower-case hex digits")


def is_lower_hex(text: str) -> bool:
    """Is the text whole bytes in hex, in lower case, the one way in which we write them?"""
    try:
        return from_hex(text).hex() == text
    except ValueError:
        return False


def check_cost(data: dict[str, Any]) -> None:
    """Refuse a file that asks for gigabytes, or for hours."""
    for name, most in LIMITS.items():
        if not 1 <= data[name] <= most:
            raise WalletFileError(
                f"bad-{name}", expected=f"a number from 1 to {most}", got=shown_unless_key(data[name])
            )
    if data["n"] == 1 or data["n"] & data["n"] - 1:
        raise WalletFileError("bad-n", expected="a power of two, at least 2", got=data["n"])


# ---- a wallet in a file --------------------------------------------------------------------------


def save_wallet(
    wallet: Wallet, path: str | os.PathLike[str], *, password: str, overwrite: bool = False
) -> None:
    """Write the wallet's keys, its kind and the name of its chain into a file that only you can read.

    ``password`` is named, so that it cannot change places with ``path`` and end up as the name of a file.

    A file that is there already is left alone (``FileExistsError``), unless ``overwrite`` says that it may
    go. Interrupted at any moment, this leaves the old file or the new one; where there was none, perhaps an
    empty one.
    """
    need_bool(overwrite, "overwrite")
    place = file_place(path)
    if not isinstance(wallet, Wallet):  # the message must not show it
        raise TypeError(f"the wallet must be a Wallet, got {type(wallet).__name__}")
    name = wallet.params.name
    if PARAMS.get(name) != wallet.params:
        raise ValueError(
            f"{shown_unless_key(name)} with these params is not a chain that load_wallet knows: "
            f"{', '.join(PARAMS)}, as blockkit.params has them; only their wallets can be opened again"
        )
    if not place.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {place.parent}: make it first")
    lines = [heading(name, wallet.kind), *(encode_wif(key, wallet.params) for key in wallet.keys)]
    write_whole(place, to_text(lock_wallet("\n".join(lines).encode(), password)).encode(), overwrite)


def load_wallet(path: str | os.PathLike[str], *, password: str) -> Wallet:
    """The wallet that :func:`save_wallet` wrote; :class:`WalletFileError` says why it cannot be opened."""
    with open(file_place(path), "rb") as file:
        raw = file.read(MAX_FILE + 1)
    if len(raw) > MAX_FILE:
        raise WalletFileError("too-large", f"a wallet file has at most {MAX_FILE} bytes")
    try:
        data = json.loads(raw.decode())
    except (ValueError, RecursionError):
        raise WalletFileError("not-json", "it is cut short, damaged, or not a wallet file at all") from None
    secret = unlock_wallet(data, password)
    if raw.decode() != to_text(data):  # blanks and the order of fields carry no meaning, but they are bytes
        raise WalletFileError("changed", "it is not written as save_wallet writes it; unlock_wallet reads it")
    with contextlib.suppress(StopIteration, ValueError):
        first, *keys = secret.decode().split("\n")
        name, kind = next((n, k) for n in PARAMS for k in KINDS if heading(n, k) == first)
        return Wallet(tuple(decode_wif(key, PARAMS[name]) for key in keys), PARAMS[name], kind)
    # What is inside is a secret, whatever it is: no message shows it.
    raise WalletFileError("no-wallet", "the password is right, but the secret is not a wallet of ours")


def heading(name: str, kind: str) -> str:
    """The first line of a wallet in a file: its chain, and its kind, unless that is the one of all before."""
    return name if kind == KINDS[0] else f"{name} {kind}"


def file_place(path: object) -> Path:
    """Where a wallet file is to be, or is; no folder."""
    if not isinstance(path, str | os.PathLike) or not os.fspath(path):
        raise TypeError(f"the path must be the name of a file, as text or Path, got {described(path)}")
    if os.path.isdir(path):
        raise ValueError(f"{os.fspath(path)} is a folder: name a file in it")
    return Path(path)


def to_text(data: dict[str, Any]) -> str:
    """A locked wallet as JSON text, one field a line: there is one way to write it."""
    return json.dumps({name: data[name] for name in FIELDS}, indent=1) + "\n"


def write_whole(path: Path, content: bytes, overwrite: bool) -> None:
    """Write beside the file, then move into its place, so that no moment sees half of it."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # nobody else may read it
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if not overwrite:
            take_name(path)
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise


def take_name(path: Path) -> None:
    """Make an empty file, which only one of two programs can; ``FileExistsError`` when there is one."""
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise FileExistsError(
            f"{path} is there already, and its keys would be lost; overwrite=True replaces it all the same"
        ) from None
