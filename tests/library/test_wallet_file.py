"""The wallet file: what was locked comes back, whole, for the right password, and in no other case."""

import json
import os
import random
import re
import stat
import sys
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from hypothesis import given
from hypothesis import strategies as st

from blockkit import CLASSROOM, MAINNET, REGTEST, PrivateKey
from blockkit.addresses import encode_wif
from blockkit.wallet.wallet import KINDS, Wallet
from blockkit.wallet.wallet_file import (
    MAX_FILE,
    MAX_SECRET,
    WalletFileError,
    load_wallet,
    lock_wallet,
    save_wallet,
    to_text,
    unlock_wallet,
)

SECRET = b"the secret"
WALLET = Wallet((PrivateKey(0xC0FFEE), PrivateKey(5, compressed=False)), REGTEST)
CHEAP = {"n": 2}  # scrypt in no time: a test may unlock a thousand times


def refused(data, password="pw"):
    """The reason why these data are refused."""
    with pytest.raises(WalletFileError) as caught:
        unlock_wallet(data, password)
    return caught.value.reason


@pytest.fixture
def locked():
    return lock_wallet(SECRET, "pw", random.Random(1), **CHEAP)


# ---- a secret under a password -------------------------------------------------------------------


@given(st.binary(max_size=200), st.text(min_size=1))
def test_there_and_back(secret, password):
    data = json.loads(json.dumps(lock_wallet(secret, password, **CHEAP)))
    assert unlock_wallet(data, password) == secret


def test_the_largest_secret_there_and_back():
    secret = bytes(MAX_SECRET)
    data = lock_wallet(secret, "pw", **CHEAP)
    assert len(to_text(data)) <= MAX_FILE
    assert unlock_wallet(data, "pw") == secret
    with pytest.raises(WalletFileError, match="too-large"):
        lock_wallet(secret + b"!", "pw", **CHEAP)


def test_what_is_inside_written_apart_from_our_code():
    data = lock_wallet(SECRET, "cafe\u0301")
    open_part = (
        f'{{"version": 1, "kdf": "scrypt", "n": 16384, "r": 8, "p": 1, "salt": "{data["salt"]}", '
        f'"cipher": "aes-256-gcm", "nonce": "{data["nonce"]}"}}'
    )
    password = "caf\u00e9".encode()
    key = Scrypt(salt=bytes.fromhex(data["salt"]), length=32, n=16384, r=8, p=1).derive(password)
    nonce, ciphertext = bytes.fromhex(data["nonce"]), bytes.fromhex(data["ciphertext"])
    assert (len(data["salt"]), len(nonce)) == (32, 12)
    assert AESGCM(key).decrypt(nonce, ciphertext, open_part.encode()) == SECRET


def test_no_two_files_are_the_same():
    first, second = lock_wallet(SECRET, "pw", **CHEAP), lock_wallet(SECRET, "pw", **CHEAP)
    assert all(first[name] != second[name] for name in ("salt", "nonce", "ciphertext"))
    same = [lock_wallet(SECRET, "pw", random.Random(1), **CHEAP) for _ in range(2)]
    assert same[0] == same[1] != first


def test_nothing_of_the_secret_or_the_password_shows():
    text = to_text(lock_wallet(b"battery staple", "correct horse"))
    for hidden in (b"battery staple", b"correct horse"):
        assert hidden.decode() not in text and hidden.hex() not in text


def test_a_wrong_password(locked):
    for password in ("Pw", "pw ", " pw", "p", "pw" * 40):
        assert refused(locked, password) == "wrong-password-or-changed"


def test_an_empty_password(locked):
    assert refused(locked, "") == "empty-password"
    with pytest.raises(WalletFileError, match="empty-password"):
        lock_wallet(SECRET, "")


def test_any_text_is_a_password():
    for password in ("\ud800", " ", "\n", "0" * 10_000):
        assert unlock_wallet(lock_wallet(SECRET, password, **CHEAP), password) == SECRET


def test_two_ways_to_type_an_accent_are_one_password():
    data = lock_wallet(SECRET, "e\u0301", **CHEAP)
    assert unlock_wallet(data, "\u00e9") == SECRET
    assert refused(data, "e") == "wrong-password-or-changed"
    assert (
        refused(lock_wallet(SECRET, "\ufb01", **CHEAP), "fi") == "wrong-password-or-changed"
    )  # NFC, not NFKC


@pytest.mark.parametrize("name", ["salt", "nonce", "ciphertext"])
def test_each_bit_counts(locked, name):
    raw = bytes.fromhex(locked[name])
    for bit in range(8 * len(raw)):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        assert refused(locked | {name: changed.hex()}) == "wrong-password-or-changed"


@pytest.mark.parametrize(("name", "value"), [("n", 4), ("r", 4), ("p", 2)])
def test_the_numbers_count(locked, name, value):
    assert refused(locked | {name: value}) == "wrong-password-or-changed"


def test_what_stands_in_the_open_is_authenticated_too(locked, monkeypatch):
    """Another version with the same key: only the associated data tell."""
    monkeypatch.setattr("blockkit.wallet.wallet_file.VERSION", 2)
    assert refused(locked | {"version": 2}) == "wrong-password-or-changed"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("n", 2**17, "bad-n"),
        ("n", 2**40, "bad-n"),
        ("n", 3, "bad-n"),
        ("n", 2**14 + 1, "bad-n"),
        ("n", 1, "bad-n"),
        ("n", 0, "bad-n"),
        ("n", -2, "bad-n"),
        ("r", 9, "bad-r"),
        ("r", 2**30, "bad-r"),
        ("r", 0, "bad-r"),
        ("p", 5, "bad-p"),
        ("p", 2**30, "bad-p"),
        ("p", 0, "bad-p"),
        ("p", -1, "bad-p"),
        ("n", "16384", "bad-n"),
        ("n", 16384.0, "bad-n"),
        ("p", True, "bad-p"),
        ("r", None, "bad-r"),
        ("salt", "00" * 15, "bad-salt"),
        ("salt", "00" * 17, "bad-salt"),
        ("salt", "0" * 31, "bad-salt"),
        ("salt", "0x" + "00" * 15, "bad-salt"),
        ("salt", "AB" * 16, "bad-salt"),
        ("salt", " " * 32, "bad-salt"),
        ("salt", b"00" * 16, "bad-salt"),
        ("nonce", "00" * 11, "bad-nonce"),
        ("nonce", 12, "bad-nonce"),
        ("ciphertext", "00" * 15, "bad-ciphertext"),
        ("ciphertext", "0" * 33, "bad-ciphertext"),
        ("ciphertext", "zz" * 16, "bad-ciphertext"),
        ("ciphertext", "00" * (MAX_SECRET + 17), "bad-ciphertext"),
        ("ciphertext", ["00"], "bad-ciphertext"),
        ("version", 2, "unknown-version"),
        ("version", 0, "unknown-version"),
        ("version", "1", "unknown-version"),
        ("version", True, "unknown-version"),
        ("version", 1.0, "unknown-version"),
        ("version", [], "unknown-version"),
        pytest.param("version", 10**5000, "unknown-version", id="long"),
        ("kdf", "pbkdf2", "unknown-kdf"),
        ("kdf", 1, "bad-kdf"),
        ("cipher", "none", "unknown-cipher"),
        ("cipher", None, "bad-cipher"),
        ("hint", "my dog", "wrong-fields"),
        (1, 1, "wrong-fields"),
    ],
)
def test_bad_fields_are_named_before_any_work_is_done(locked, monkeypatch, name, value, reason):
    monkeypatch.setattr("hashlib.scrypt", None)  # calling it would be a TypeError
    assert refused(locked | {name: value}) == reason


def test_the_most_that_a_file_may_ask_for_is_done(locked):
    """The bounds let pass what they say, and scrypt itself agrees to it."""
    assert refused(locked | {"n": 2**16, "r": 8, "p": 1}) == "wrong-password-or-changed"
    assert refused(locked | {"n": 2, "r": 1, "p": 4}) == "wrong-password-or-changed"


@pytest.mark.parametrize("missing", lock_wallet(b"", "pw", **CHEAP))
def test_no_field_may_be_missing(locked, missing):
    del locked[missing]
    assert refused(locked) == ("unknown-version" if missing == "version" else "wrong-fields")


@pytest.mark.parametrize("data", [None, [], "text", 5, b"bytes"])
def test_what_is_no_dict(data):
    assert refused(data) == "no-wallet"


def test_slips_are_told_without_showing_what_is_secret(locked):
    with pytest.raises(TypeError, match="the secret must be bytes, got str") as caught:
        lock_wallet("my secret", "pw")
    assert "my secret" not in str(caught.value)
    for call in (lambda: lock_wallet(SECRET, b"my secret"), lambda: unlock_wallet(locked, b"my secret")):
        with pytest.raises(TypeError, match="the password must be text") as caught:
            call()
        assert "my secret" not in str(caught.value)
    for n in (0, 1, 3, 2**17):
        with pytest.raises(ValueError, match="n"):
            lock_wallet(SECRET, "pw", n=n)
    for n in ("2", 2.0, True):
        with pytest.raises(TypeError, match="n must be a whole number"):
            lock_wallet(SECRET, "pw", n=n)


def test_without_the_package_the_message_says_how_to_get_it(locked, monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.ciphers.aead", None)
    for call in (lambda: lock_wallet(SECRET, "pw"), lambda: unlock_wallet(locked, "pw")):
        with pytest.raises(ImportError, match=r"run: pip install blockkit-course\[wallet\]"):
            call()


# ---- a wallet in a file --------------------------------------------------------------------------


@pytest.mark.parametrize("params", [MAINNET, REGTEST, CLASSROOM], ids=lambda params: params.name)
def test_a_wallet_there_and_back(tmp_path, params):
    wallet = Wallet(WALLET.keys, params)
    save_wallet(wallet, tmp_path / "my.wallet", password="pw")
    assert load_wallet(tmp_path / "my.wallet", password="pw") == wallet
    assert os.listdir(tmp_path) == ["my.wallet"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_of_a_wallet_comes_back(tmp_path, kind):
    wallet, path = Wallet((PrivateKey(7), PrivateKey(8)), REGTEST, kind), tmp_path / "wallet"
    save_wallet(wallet, path, password="pw")
    again = load_wallet(path, password="pw")
    assert again == wallet and again.addresses == wallet.addresses
    first, *keys = unlock_wallet(json.loads(path.read_text()), "pw").decode().split("\n")
    assert first == {"p2pkh": "regtest"}.get(kind, f"regtest {kind}")  # so files of before stay the same
    assert keys == [encode_wif(PrivateKey(7), REGTEST), encode_wif(PrivateKey(8), REGTEST)]


def test_a_wallet_without_keys_and_a_path_as_text(tmp_path):
    path = str(tmp_path / "empty.wallet")
    save_wallet(Wallet((), CLASSROOM), path, password="pw")
    assert load_wallet(path, password="pw") == Wallet((), CLASSROOM)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_may_read_it(tmp_path):
    path = tmp_path / "my.wallet"
    for overwrite in (False, True):
        save_wallet(WALLET, path, password="pw", overwrite=overwrite)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_there_is_not_overwritten_unless_asked(tmp_path):
    path = tmp_path / "my.wallet"
    save_wallet(WALLET, path, password="pw")
    before = path.read_bytes()
    other = Wallet((PrivateKey(9),), REGTEST)
    with pytest.raises(FileExistsError, match="is there already, and its keys would be lost"):
        save_wallet(other, path, password="other")
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["my.wallet"]
    save_wallet(other, path, password="other", overwrite=True)
    assert load_wallet(path, password="other") == other


@pytest.mark.parametrize("step", ["os.fsync", "os.replace"])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()], ids=["error", "interrupt"])
def test_when_saving_fails_the_old_file_is_as_it_was(tmp_path, monkeypatch, step, error):
    path = tmp_path / "my.wallet"
    save_wallet(WALLET, path, password="pw")
    before = path.read_bytes()

    def fail(*_):
        raise error

    monkeypatch.setattr(step, fail)
    with pytest.raises(type(error)):
        save_wallet(Wallet((PrivateKey(9),), REGTEST), path, password="other", overwrite=True)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["my.wallet"]


@pytest.mark.parametrize("change", [{"name": "my chain"}, {"wif_version": 1}, {"coinbase_maturity": 2}])
def test_a_chain_that_could_not_be_loaded_is_not_saved(tmp_path, change):
    params = replace(REGTEST, **change)
    with pytest.raises(
        ValueError, match=f"'{params.name}' with these params is not a chain that load_wallet"
    ):
        save_wallet(replace(WALLET, params=params), tmp_path / "w", password="pw")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("overwrite", ["no", 1, 0, None, "w.json"])
def test_only_true_overwrites(tmp_path, overwrite):
    path = tmp_path / "my.wallet"
    save_wallet(WALLET, path, password="pw")
    before = path.read_bytes()
    with pytest.raises(TypeError, match="overwrite must be True or False"):
        save_wallet(WALLET, path, password="other", overwrite=overwrite)
    assert path.read_bytes() == before


def test_a_password_in_the_place_of_the_path_makes_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for call in (save_wallet, lambda _, *rest: load_wallet(*rest)):
        with pytest.raises(TypeError, match="positional argument") as caught:
            call(WALLET, "hunter2", "my.wallet")
        assert "hunter2" not in str(caught.value) and os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda folder: save_wallet(PrivateKey(7), folder / "w", password="pw"), "a Wallet, got PrivateKey"),
        (lambda folder: save_wallet(folder / "w", WALLET, password="pw"), "the name of a file"),
        (lambda folder: save_wallet(WALLET, None, password="pw"), "the name of a file"),
        (lambda folder: save_wallet(WALLET, b"w", password="pw"), "the name of a file"),
        (lambda folder: save_wallet(WALLET, "", password="pw"), "the name of a file"),
        (lambda folder: save_wallet(WALLET, folder, password="pw"), "is a folder: name a file in it"),
        (lambda folder: save_wallet(WALLET, folder / "w", password=5), "the password must be text"),
        (lambda folder: load_wallet(5, password="pw"), "the name of a file"),
        (lambda folder: load_wallet(folder, password="pw"), "is a folder: name a file in it"),
        (lambda folder: unlock_wallet(folder / "w", "pw"), "a file is opened by load_wallet"),
        (lambda folder: lock_wallet(b"", "pw", 5), "rng (Random(1) makes one) must be a Random, got int"),
    ],
)
def test_slips_with_files_are_told(tmp_path, call, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        call(tmp_path)
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*: make it first"):
        save_wallet(WALLET, tmp_path / "nowhere" / "w", password="pw")


def file_of(tmp_path, content):
    path = tmp_path / "my.wallet"
    path.write_bytes(content)
    return path


def reason_of(path, password="pw"):
    with pytest.raises(WalletFileError) as caught:
        load_wallet(path, password=password)
    return caught.value.reason


def small_file():
    lines = ["regtest", encode_wif(PrivateKey(7), REGTEST)]
    return to_text(lock_wallet("\n".join(lines).encode(), "pw", random.Random(1), **CHEAP)).encode()


def test_each_bit_of_a_file_counts(tmp_path):
    content = small_file()
    path = file_of(tmp_path, content)
    assert load_wallet(path, password="pw") == Wallet((PrivateKey(7),), REGTEST)
    reasons = set()
    for bit in range(8 * len(content)):
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        reasons.add(reason_of(path))
    assert reasons > {"not-json", "wrong-fields", "wrong-password-or-changed", "bad-salt", "bad-n"}


def test_a_file_cut_short_anywhere(tmp_path):
    content = small_file()
    for end in range(len(content) - 2):
        assert reason_of(file_of(tmp_path, content[:end])) == "not-json"
    assert reason_of(file_of(tmp_path, content[:-1])) == "changed"  # only the line's end is gone


def test_a_file_that_says_the_same_in_another_way_is_told_apart(tmp_path):
    content = small_file()
    data = json.loads(content)
    twice = content.replace(b'"n": 2', b'"n": 64,\n "n": 2')
    for other in (content + b"\n", json.dumps(data).encode(), content.replace(b"\n", b"\r\n"), twice):
        assert reason_of(file_of(tmp_path, other)) == "changed"
        assert unlock_wallet(json.loads(other), "pw").startswith(b"regtest\n")  # nothing is lost


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 100, b"\xff\xfe{}", b"{", b"[" * 100_000, b'{"version": ' + b"9" * 5000 + b"}", b"nope"],
    ids=["empty", "zeros", "not text", "open", "deep", "long number", "word"],
)
def test_rubbish(tmp_path, content):
    assert reason_of(file_of(tmp_path, content)) == "not-json"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[]", "no-wallet"),
        (b"NaN", "no-wallet"),
        (b"{}", "unknown-version"),
        (b'{"version": NaN}', "unknown-version"),
        (b'{"version": 1}', "wrong-fields"),
        (b" " * (MAX_FILE + 1), "too-large"),
    ],
)
def test_json_that_is_no_wallet(tmp_path, content, reason):
    assert reason_of(file_of(tmp_path, content)) == reason


def test_a_wrong_password_for_a_file(tmp_path):
    path = tmp_path / "my.wallet"
    save_wallet(WALLET, path, password="right")
    before = path.read_bytes()
    assert reason_of(path, "wrong") == "wrong-password-or-changed"
    assert reason_of(path, "") == "empty-password"
    assert path.read_bytes() == before
    assert load_wallet(path, password="right") == WALLET


@pytest.mark.parametrize(
    "secret",
    [
        b"",
        b"my diary",
        b"\xff\xfe",
        b"my chain\n" + encode_wif(PrivateKey(7), REGTEST).encode(),
        b"main\n" + encode_wif(PrivateKey(7), REGTEST).encode(),
        b"regtest\nmy diary",
        b"regtest diary\n" + encode_wif(PrivateKey(7), REGTEST).encode(),
        b"regtest p2pkh\n" + encode_wif(PrivateKey(7), REGTEST).encode(),
        b"regtest p2tr \n" + encode_wif(PrivateKey(7), REGTEST).encode(),
        b"classroom p2tr\n" + encode_wif(PrivateKey(7), REGTEST).encode(),  # where there are no witnesses
        b"regtest p2tr\n" + encode_wif(PrivateKey(7, compressed=False), REGTEST).encode(),
        b"regtest\n" + encode_wif(PrivateKey(7), REGTEST).encode() + b"\n",
    ],
)
def test_a_secret_that_is_no_wallet_is_not_shown(tmp_path, secret):
    path = file_of(tmp_path, to_text(lock_wallet(secret, "pw", **CHEAP)).encode())
    with pytest.raises(WalletFileError, match="no-wallet: the password is right, but") as caught:
        load_wallet(path, password="pw")
    assert caught.value.__context__ is None and "diary" not in str(caught.value)
    assert unlock_wallet(json.loads(path.read_bytes()), "pw") == secret


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_wallet(tmp_path / "my.wallet", password="pw")
