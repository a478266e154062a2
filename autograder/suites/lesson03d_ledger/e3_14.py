"""E3.14: a file that keeps a secret. The tools that are handed in are quick ones: see ``wallet_files``."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from autograder.suites.common import Student, hidden_property, seeded
from blockkit.classroom.dice import Dice
from blockkit.classroom.properties import gives, holds, refuses_by_value_error
from blockkit.classroom.trying.for_checks import call, call_on
from blockkit.classroom.trying.trial import Raised
from blockkit.classroom.wallet_files import QUICK, Derive, InvalidTag
from blockkit.errors import shown

PASSWORDS = (
    "password",
    "密码",
    " two  blanks ",
    "x" * 300,
    "x" * 299 + "y",
    "Password",
    "pass\tword",
    "é",
    "e\u0301",
)
SECRET = bytes(range(32))


def _lock(lock_wallet: Student, secret: bytes = SECRET, password: str = "horse", seed: int = 1) -> Any:
    """A locked wallet, as it comes back from a file."""
    data = call(lock_wallet, secret, password, Dice(seed), QUICK.derive, QUICK.seal)
    holds(isinstance(data, dict), f"lock_wallet gave {shown(data)}, not a dictionary")
    try:
        return json.loads(json.dumps(data))
    except (TypeError, ValueError) as error:
        holds(False, f"what lock_wallet gave is no JSON: {error}")


def _opens(unlock_wallet: Student, secret: bytes, data: Any, password: str = "horse") -> None:
    gives(secret, unlock_wallet, data, password, QUICK.derive, QUICK.unseal)


def _closed(
    unlock_wallet: Student, data: Any, password: str = "horse", derive: Derive = QUICK.derive
) -> object:
    return refuses_by_value_error(unlock_wallet, data, password, derive, QUICK.unseal)


# ---- there and back ------------------------------------------------------------------------------


@hidden_property("E3.14", "any-secret", "an empty secret, any bytes, 1,024 of them", weight=2)
def _secrets(lock_wallet: Student, unlock_wallet: Student) -> None:
    for secret in (b"", b"\0", b"\0" * 16, b"secret", bytes(range(256)), b"\xff" * 1024, "密".encode()):
        _opens(unlock_wallet, secret, _lock(lock_wallet, secret))


@hidden_property("E3.14", "any-password", "passwords in Chinese, with blanks, long; capitals count", weight=2)
def _passwords(lock_wallet: Student, unlock_wallet: Student) -> None:
    for password in PASSWORDS:
        data = _lock(lock_wallet, SECRET, password)
        _opens(unlock_wallet, SECRET, data, password)
        for other in PASSWORDS:
            if other != password:
                _closed(unlock_wallet, data, other)


@hidden_property("E3.14", "two-files", "two wallets, one after the other: each with its own secret", weight=2)
def _two(lock_wallet: Student, unlock_wallet: Student) -> None:
    one, other = _lock(lock_wallet, b"one", "a", 1), _lock(lock_wallet, b"other", "b", 1)
    _opens(unlock_wallet, b"one", one, "a")
    _opens(unlock_wallet, b"other", other, "b")
    _closed(unlock_wallet, one, "b")
    _closed(unlock_wallet, other, "a")
    third = _lock(lock_wallet, b"third", "a", 2)
    _opens(unlock_wallet, b"one", one, "a")
    _opens(unlock_wallet, b"third", third, "a")
    _closed(unlock_wallet, one, "a", lambda *args: QUICK.derive(*args)[::-1])  # nothing is remembered


def _file(secret: bytes = SECRET, password: str = "horse", seed: int = 9, **cost: int) -> dict[str, Any]:
    """A locked wallet that is made here."""
    drawn = Dice(seed)
    n, r, p = (cost.get(name, usual) for name, usual in (("n", 2**14), ("r", 8), ("p", 1)))
    salt, nonce = drawn.randbytes(cost.get("salt", 16)), drawn.randbytes(12)
    sealed = QUICK.seal(QUICK.derive(password.encode("utf-8"), salt, n, r, p), nonce, secret)
    texts = {"sealed": sealed.hex(), "nonce": nonce.hex(), "salt": salt.hex()}
    return {**texts, "p": p, "r": r, "n": n, "kdf": "scrypt"}


@hidden_property(
    "E3.14", "opens-others", "a file that another program made is opened, whatever its cost", weight=3
)
def _others(_: Student, unlock_wallet: Student) -> None:
    _opens(unlock_wallet, SECRET, _file())
    _opens(unlock_wallet, b"", _file(b"", "密码", n=2**15, salt=32), "密码")
    _opens(unlock_wallet, b"x" * 99, _file(b"x" * 99, "", 10, n=2**20, p=3), "")
    _opens(unlock_wallet, SECRET, _file(r=16, p=2) | {"note": "more"})
    for data in (_file(seed=11), _file(n=2**15)):
        _closed(unlock_wallet, data, "hors")
        _closed(unlock_wallet, data | {"sealed": data["sealed"][:-2]})
        _closed(unlock_wallet, data | {"nonce": _file(seed=12)["nonce"]})


@hidden_property("E3.14", "opened-elsewhere", "another program opens what is locked here", weight=2)
def _elsewhere(lock_wallet: Student, _: Student) -> None:
    for secret, password, seed in ((SECRET, "horse", 1), (b"", "密码", 2), (b"\0" * 300, " ", 3)):
        data = _lock(lock_wallet, secret, password, seed)
        try:
            salt, nonce, sealed = (bytes.fromhex(data[name]) for name in ("salt", "nonce", "sealed"))
            key = QUICK.derive(password.encode("utf-8"), salt, data["n"], data["r"], data["p"])
            found = QUICK.unseal(key, nonce, sealed)
        except (KeyError, TypeError, ValueError, InvalidTag) as error:
            holds(False, f"what was locked cannot be opened by its fields: {type(error).__name__} {error}")
        holds(found == secret, f"what was locked opens to {shown(found)}, not {shown(secret)}")


# ---- what must not open --------------------------------------------------------------------------


@hidden_property("E3.14", "wrong-password", "a wrong password: ValueError", weight=2)
def _wrong(lock_wallet: Student, unlock_wallet: Student) -> None:
    data = _lock(lock_wallet)
    _opens(unlock_wallet, SECRET, data)
    for password in (
        "",
        "Horse",
        "horse ",
        " horse",
        "hors",
        "horsee",
        "horse\0",
        "\N{FULLWIDTH LATIN SMALL LETTER H}orse",
    ):
        _closed(unlock_wallet, data, password)


def _fields(data: dict[str, Any]) -> Iterator[str]:
    """The fields with what was drawn or encrypted: texts of hex digits."""
    for name, value in data.items():
        if isinstance(value, str) and len(value) >= 16 and set(value) <= set("0123456789abcdef"):
            yield name


@hidden_property(
    "E3.14", "one-digit", "one digit changed: the first, a middle, the last of each text", weight=3
)
def _digit(lock_wallet: Student, unlock_wallet: Student) -> None:
    data = _lock(lock_wallet)
    _opens(unlock_wallet, SECRET, data)
    names = list(_fields(data))
    holds("salt" in names, "the field salt is no text of hex digits in small letters")
    for name in names:
        text = data[name]
        for place in (0, 1, len(text) // 2, len(text) - 1):
            digit = "0" if text[place] != "0" else "1"
            _closed(unlock_wallet, data | {name: text[:place] + digit + text[place + 1 :]})
    _opens(unlock_wallet, SECRET, data)


@hidden_property(
    "E3.14", "other-cost", "n halved or doubled in the file, another r or p: ValueError", weight=2
)
def _cost(lock_wallet: Student, unlock_wallet: Student) -> None:
    data = _lock(lock_wallet)
    _opens(unlock_wallet, SECRET, data)
    for name, value in (
        ("n", data["n"] // 2), ("n", data["n"] * 2), ("r", data["r"] * 2), ("p", data["p"] + 1), ("r", 1),
        ("n", data["n"] + 1), ("n", data["n"] - 1), ("r", data["r"] + 1),
    ):  # fmt: skip
        _closed(unlock_wallet, data | {name: value})


@hidden_property("E3.14", "left-alone", "opening leaves the dictionary alone, and can be done again")
def _alone(lock_wallet: Student, unlock_wallet: Student) -> None:
    data = _lock(lock_wallet)
    handed = dict(data)
    for password, right in (("horse", True), ("cow", False), ("horse", True)):
        try:
            found = call_on(unlock_wallet, [handed, password, QUICK.derive, QUICK.unseal])
            holds(right and found == SECRET, f"with the password {password!r} it gave {shown(found)}")
        except Raised:
            if right:
                raise
        holds(handed == data, f"the dictionary became {shown(handed)}")


# ---- what the file shows -------------------------------------------------------------------------


@hidden_property("E3.14", "fields", "kdf, n, r, p and the salt, as JSON", weight=2)
def _form(lock_wallet: Student, unlock_wallet: Student) -> None:
    for seed in (1, 2):
        data = _lock(lock_wallet, seed=seed)
        holds(data.get("kdf") == "scrypt", f"kdf is {shown(data.get('kdf'))}, not 'scrypt'")
        n, r, p, salt = (data.get(name) for name in ("n", "r", "p", "salt"))
        power = type(n) is int and n >= 2**14 and n & (n - 1) == 0
        holds(power, f"n is {shown(n)}, no power of two of at least 16,384")
        holds(type(r) is int and r == 8 and type(p) is int and p >= 1, f"r is {shown(r)} and p is {shown(p)}")
        holds(isinstance(salt, str) and len(bytes.fromhex(salt)) >= 16, f"the salt is {shown(salt)}")
        for name in ("salt", "nonce", "sealed"):
            digits = set(data.get(name, "none")) <= set("0123456789abcdef")
            holds(digits, f"{name} has other characters than digits and a to f: {shown(data.get(name))}")
    _opens(unlock_wallet, SECRET, data)


def _spellings(data: bytes) -> Iterator[str]:
    """Texts in which bytes could be found, also from behind."""
    from base64 import b64encode

    for one in (data, data[::-1]):
        yield one.hex()
        yield b64encode(one).decode()[:-2]
        yield one.decode("latin-1")


@hidden_property("E3.14", "nothing-shown", "neither secret, password nor key is in the file", weight=3)
def _nothing(lock_wallet: Student, unlock_wallet: Student) -> None:
    drawn = seeded("nothing shown")
    for seed in (3, 4):
        secret, password = drawn.randbytes(24), drawn.randbytes(12).hex()
        keys: list[bytes] = []

        def noting(*args: Any, keys: list[bytes] = keys) -> bytes:
            keys.append(QUICK.derive(*args))
            return keys[-1]

        data = call(lock_wallet, secret, password, Dice(seed), noting, QUICK.seal)
        text = json.dumps(data, ensure_ascii=False) if isinstance(data, dict) else ""
        holds(text and keys, "nothing was locked with a key from derive")
        digests = [hashed for one in (secret, password.encode()) for hashed in _hashes(one)]
        begins = [one.hex()[:8] for one in (secret, password.encode(), *keys, *digests)]
        holds(all(one not in text for one in begins), "the file shows how secret, password or key begins")
        for hidden in (secret, password.encode(), *keys, *digests):
            holds(
                all(one not in text for one in _spellings(hidden)), "the file shows secret, password or key"
            )
    _opens(unlock_wallet, secret, json.loads(text), password)


def _hashes(data: bytes) -> Iterator[bytes]:
    from hashlib import md5, sha1, sha256

    for hashed in (sha256, sha1, md5):
        yield hashed(data).digest()


@hidden_property(
    "E3.14", "two-locks", "two locks differ in all that is drawn; the same rng repeats", weight=2
)
def _differ(lock_wallet: Student, unlock_wallet: Student) -> None:
    one, other, again = (_lock(lock_wallet, seed=seed) for seed in (1, 2, 1))
    holds(one == again, "the same rng from the start gave another file")
    names = list(_fields(one))
    holds("salt" in names and len(names) > 1, f"drawn or encrypted are only {shown(names)}")
    same_in_both = [name for name in names if one[name] == other.get(name)]
    holds(not same_in_both, f"{shown(same_in_both)} is the same in two files")
    rng = Dice(5)
    first = call_on(lock_wallet, [SECRET, "horse", rng, QUICK.derive, QUICK.seal])
    second = call_on(lock_wallet, [SECRET, "horse", rng, QUICK.derive, QUICK.seal])
    holds(first["salt"] != second["salt"], "two locks with one rng have one salt")
    _opens(unlock_wallet, SECRET, one)
    followed = lock_wallet.then(lambda: _lock(lock_wallet, b"another", seed=4))
    _opens(unlock_wallet, SECRET, _lock(followed))  # another lock leaves the first file alone


def _noted(function: Callable[..., bytes]) -> tuple[list[Any], Callable[..., bytes]]:
    """A tool that notes what it was handed."""
    calls: list[Any] = []

    def noting(*args: Any) -> bytes:
        calls.append(args)
        return function(*args)

    return calls, noting


@hidden_property("E3.14", "tools-asked", "the tools are asked, with what the file says", weight=2)
def _asked(lock_wallet: Student, unlock_wallet: Student) -> None:
    keys, derive = _noted(QUICK.derive)
    seals, seal = _noted(QUICK.seal)
    data = call(lock_wallet, SECRET, "密码", Dice(6), derive, seal)
    holds(isinstance(data, dict), f"lock_wallet gave {shown(data)}")
    asked = ("密码".encode(), bytes.fromhex(data["salt"]), data["n"], data["r"], data["p"])
    holds(asked in keys, "derive was not asked with the password in UTF-8 and the file's salt, n, r and p")
    sealed = [(key, text) for key, _, text in seals]
    holds((QUICK.derive(*asked), SECRET) in sealed, "seal was not asked with the derived key and the secret")
    for n in (2**14, 2**15, 2**17):
        again = data | {"n": n}
        keys, derive = _noted(QUICK.derive)
        _, unseal = _noted(QUICK.unseal)
        try:
            found = call(unlock_wallet, again, "密码", derive, unseal)
            holds(n == data["n"] and found == SECRET, f"with n = {n} in the file it gave {shown(found)}")
        except Raised:
            holds(n != data["n"], "it did not open")
        holds(
            ("密码".encode(), asked[1], n, data["r"], data["p"]) in keys, f"derive was not asked with n = {n}"
        )


@hidden_property("E3.14", "nonce-new", "no key is used twice with one nonce")
def _nonce(lock_wallet: Student, unlock_wallet: Student) -> None:
    seen: list[bytes] = []

    def noting(key: bytes, nonce: bytes, secret: bytes) -> bytes:
        seen.append(nonce)
        return QUICK.seal(key, nonce, secret)

    rng = Dice(7)
    files = [call_on(lock_wallet, [SECRET, "horse", rng, QUICK.derive, noting]) for _ in range(3)]
    holds(len(set(seen)) == 3, f"three locks used {len(set(seen))} nonces")
    holds(all(len(nonce) == 12 for nonce in seen), "a nonce has other than 12 bytes")
    for data in files:
        _opens(unlock_wallet, SECRET, json.loads(json.dumps(data)))


assert issubclass(InvalidTag, Exception) and not issubclass(InvalidTag, ValueError)  # so it must be turned
