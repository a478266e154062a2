"""Every kind of lock that we can sign for, each with what it takes to open it."""

from dataclasses import dataclass, field
from itertools import product

from blockkit import OutPoint, PrivateKey, TxOut, hash160, sha256
from blockkit.schnorr import key_of
from blockkit.taproot import leaf_hash
from blockkit.templates import multisig, p2pk, p2pkh, p2sh, p2tr, p2wpkh, p2wsh, timelock
from blockkit.wallet.signing import build, sign_input, tweaked
from tests.library.building import KEY, LOCK

ALICE, BOB, CAROL = KEY, PrivateKey(2), PrivateKey(3)
OLD = PrivateKey(5, compressed=False)
TWO_OF_THREE = multisig(2, [key.public_key() for key in (ALICE, BOB, CAROL)])
HEIGHT = 3  # before which the timelocks stay closed
ROOT = leaf_hash(b"\x51")  # of a taproot output with one script

SCRIPTS = {
    "p2pkh": (p2pkh(hash160(BOB.public_key())), [BOB]),
    "p2pk": (p2pk(BOB.public_key()), [BOB]),
    "1 of 1": (multisig(1, [BOB.public_key()]), [BOB]),
    "2 of 3": (TWO_OF_THREE, [CAROL, ALICE]),
    "2 of 2, one key twice": (multisig(2, [BOB.public_key()] * 2), [BOB]),
    "16 of 16": (multisig(16, [BOB.public_key()] * 16), [BOB]),
    "p2pkh after a height": (timelock(HEIGHT, p2pkh(hash160(BOB.public_key()))), [BOB]),
    "p2pk after a height": (timelock(HEIGHT, p2pk(BOB.public_key())), [BOB]),
    "2 of 3 after a height": (timelock(HEIGHT, TWO_OF_THREE), [BOB, CAROL]),
    "p2pkh, key of 65 bytes": (p2pkh(hash160(OLD.public_key())), [OLD]),
    "p2pk, key of 65 bytes": (p2pk(OLD.public_key()), [OLD]),
}


@dataclass(frozen=True)
class Locked:
    """A script that locks an output, and what opens it."""

    script: bytes
    keys: list
    way: str = "2009"
    named: dict = field(default_factory=dict)  # the arguments of sign_input
    waits: bool = False

    @property
    def hash_types(self):
        return (*(() if self.way != "2021" else (0,)), 0x01, 0x02, 0x03, 0x81, 0x82, 0x83)

    def sign(self, hash_type=None):
        """Three inputs, of which the middle one spends the lock, and what they spend; signed and ready."""
        spent = [TxOut(40_000, LOCK), TxOut(50_000, self.script), TxOut(60_000, p2wpkh(bytes(20)))]
        outputs = [TxOut(10_000 + n, LOCK) for n in range(3)]
        points = [OutPoint(bytes([7]) * 32, n) for n in range(3)]
        tx = build(points, outputs, HEIGHT if self.waits else 0)
        return sign_input(tx, 1, spent, *self.keys, hash_type=hash_type, **self.named), spent


def locks():
    """By name."""
    found = {}
    for (form, (script, keys)), in_p2sh, in_witness in product(SCRIPTS.items(), (False, True), (False, True)):
        waits, named, name, lock = "after" in form, {}, form, script
        if in_witness:
            named["witness_script"], lock, name = lock, p2wsh(sha256(lock)), f"{name} in p2wsh"
        if in_p2sh:
            named["redeem_script"], lock, name = lock, p2sh(hash160(lock)), f"{name} in p2sh"
        if ("65 bytes" in form and in_witness) or (form == "16 of 16" and named.keys() == {"redeem_script"}):
            continue  # a witness takes no such keys, and a redeem script has at most 520 bytes
        found[name] = Locked(lock, keys, "2017" if in_witness else "2009", named, waits)
    program = p2wpkh(hash160(BOB.public_key()))
    found["p2wpkh"] = Locked(program, [BOB], "2017")
    found["p2wpkh in p2sh"] = Locked(p2sh(hash160(program)), [BOB], "2017", {"redeem_script": program})
    found["p2tr"] = Locked(p2tr(key_of(tweaked(BOB))), [BOB], "2021")
    found["p2tr with scripts"] = Locked(
        p2tr(key_of(tweaked(BOB, ROOT))), [BOB], "2021", {"merkle_root": ROOT}
    )
    return found


LOCKS = locks()
CASES = [(name, hash_type) for name, lock in LOCKS.items() for hash_type in lock.hash_types]
