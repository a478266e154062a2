"""Transactions, signatures and blocks made by a second hand, which uses nothing of the library's.

A signer taken from the code that is tested would hide that code's faults: where both forget the same thing,
the signature holds. All that is needed is hashlib and whole numbers. For tests only: every signature has the
same nonce, so anybody could work out the keys.
"""

import struct
from functools import cache
from hashlib import new, sha256

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
PRIME = 2**256 - 2**32 - 977
BASE = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)

# ---- numbers and scripts -------------------------------------------------------------------------


def hash256(data):
    return sha256(sha256(data).digest()).digest()


def hash160(data):
    try:
        return new("ripemd160", sha256(data).digest()).digest()
    except ValueError:  # an OpenSSL that has it no more
        from blockkit.ripemd160 import ripemd160

        return ripemd160(sha256(data).digest())


def count(n):
    """A number before a list."""
    if n < 0xFD:
        return bytes([n])
    return b"\xfd" + struct.pack("<H", n) if n < 0x10000 else b"\xfe" + struct.pack("<I", n)


def push(data):
    """Push these bytes, however few they are."""
    size = len(data)
    if size < 0x4C:
        return bytes([size]) + data
    if size < 0x100:
        return b"\x4c" + bytes([size]) + data
    return b"\x4d" + struct.pack("<H", size) + data


def number(n):
    """A number as the stack holds it."""
    digits = bytearray()
    rest = abs(n)
    while rest:
        digits.append(rest & 0xFF)
        rest >>= 8
    if digits and digits[-1] & 0x80:
        digits.append(0)
    if n < 0:
        digits[-1] |= 0x80
    return bytes(digits)


def small(n):
    """OP_0 to OP_16, a longer push for larger numbers."""
    return bytes([0x50 + n if n else 0]) if 0 <= n <= 16 else push(number(n))


def p2sh(redeem):
    return b"\xa9\x14" + hash160(redeem) + b"\x87"


def p2pkh(key):
    return b"\x76\xa9\x14" + hash160(key) + b"\x88\xac"


def operations(script):
    """Each operation's bytes, one after the other; what ends too early is the last."""
    at = 0
    while at < len(script):
        op, begin = script[at], at
        at += 1
        if 0x4C <= op <= 0x4E:
            width = (1, 2, 4)[op - 0x4C]
            at += width + int.from_bytes(script[at : at + width], "little")
        elif op < 0x4C:
            at += op
        yield script[begin:at]


def without(script, part):
    """The script without ``part``, wherever an operation begins with it (FindAndDelete)."""
    kept, rest = b"", script
    while rest:
        if part and rest.startswith(part):
            rest = rest[len(part) :]
        else:
            operation = next(operations(rest))
            kept, rest = kept + operation, rest[len(operation) :]
    return kept


# ---- transactions --------------------------------------------------------------------------------


def transaction(version, inputs, outputs, lock_time=0):
    """``inputs`` are (txid, index, script, sequence), ``outputs`` (satoshi, script)."""
    parts = [struct.pack("<i", version), count(len(inputs))]
    for txid, index, script, sequence in inputs:
        parts += [txid, struct.pack("<I", index), count(len(script)), script, struct.pack("<I", sequence)]
    parts.append(count(len(outputs)))
    for value, script in outputs:
        parts += [struct.pack("<q", value), count(len(script)), script]
    return b"".join(parts) + struct.pack("<I", lock_time)


def digest(version, inputs, outputs, lock_time, index, code, hash_type):
    """What input ``index`` signs, with ``code`` for the script that is spent."""
    kind, alone = hash_type & 0x1F, hash_type & 0x80
    if kind == 3 and index >= len(outputs):
        return b"\1" + bytes(31)
    code = b"".join(operation for operation in operations(code) if operation != b"\xab")
    changed = []
    for at, (txid, n, _, sequence) in enumerate(inputs):
        own = at == index
        if own or not alone:
            changed.append((txid, n, code if own else b"", 0 if kind in (2, 3) and not own else sequence))
    if kind == 2:
        outputs = []
    elif kind == 3:
        outputs = [(-1, b"")] * index + [outputs[index]]
    return hash256(transaction(version, changed, outputs, lock_time) + struct.pack("<I", hash_type))


class Opened(bytes):
    """A transaction with its witnesses; ``stripped`` is the same without."""


def opened(raw, *stacks):
    """The transaction with these witnesses: a list of items for each input (BIP 144)."""
    witness = b"".join(
        count(len(stack)) + b"".join(count(len(item)) + item for item in stack) for stack in stacks
    )
    made = Opened(raw[:4] + b"\0\1" + raw[4:-4] + witness + raw[-4:])
    made.stripped = raw
    return made


def txid(raw):
    return hash256(getattr(raw, "stripped", raw))


# ---- what is signed in a witness -----------------------------------------------------------------

MISSING, NEVER = bytes(32), 0xFFFFFFFF  # an output that is not there; the place of a separator that never ran


def tagged(tag, data):
    mark = sha256(tag.encode()).digest()
    return sha256(mark + mark + data).digest()


def sized(data):
    return count(len(data)) + data


def parts(inputs, outputs):
    """What the later digests hash: outpoints, sequences, and the new outputs one by one."""
    outpoints = [txid + struct.pack("<I", n) for txid, n, _, _ in inputs]
    sequences = [struct.pack("<I", sequence) for *_, sequence in inputs]
    return outpoints, sequences, [struct.pack("<q", value) + sized(script) for value, script in outputs]


def digest_v0(version, inputs, outputs, lock_time, index, code, hash_type, amount):
    """What input ``index`` signs in a witness of version 0 (BIP 143)."""
    outpoints, sequences, payments = parts(inputs, outputs)
    kind, alone = hash_type & 0x1F, hash_type & 0x80
    if kind in (2, 3):
        payments = payments[index : index + 1] if kind == 3 else []
    nothing = kind in (2, 3) and not payments
    return hash256(
        struct.pack("<i", version)
        + (MISSING if alone else hash256(b"".join(outpoints)))
        + (MISSING if alone or kind in (2, 3) else hash256(b"".join(sequences)))
        + outpoints[index]
        + sized(code)
        + struct.pack("<q", amount)
        + sequences[index]
        + (MISSING if nothing else hash256(b"".join(payments)))
        + struct.pack("<II", lock_time, hash_type)
    )


def digest_v1(version, inputs, outputs, lock_time, spent, index, hash_type, annex=b"", leaf=b"", place=NEVER):
    """What input ``index`` signs in taproot (BIP 341, 342); an unknown hash type as if it were known."""
    outpoints, sequences, payments = parts(inputs, outputs)
    kind, alone = hash_type & 3, hash_type & 0x80
    amounts = [struct.pack("<q", value) for value, _ in spent]
    scripts = [sized(script) for _, script in spent]
    said = bytes([0, hash_type]) + struct.pack("<iI", version, lock_time)
    if not alone:
        said += b"".join(sha256(b"".join(each)).digest() for each in (outpoints, amounts, scripts, sequences))
    if kind < 2:
        said += sha256(b"".join(payments)).digest()
    said += bytes([(2 if leaf else 0) + (1 if annex else 0)])
    if alone:
        said += outpoints[index] + amounts[index] + scripts[index] + sequences[index]
    else:
        said += struct.pack("<I", index)
    if annex:
        said += sha256(sized(annex)).digest()
    if kind == 3:
        said += sha256(payments[index]).digest() if index < len(payments) else MISSING
    if leaf:
        said += leaf + b"\0" + struct.pack("<I", place)
    return tagged("TapSighash", said)


# ---- keys and signatures -------------------------------------------------------------------------


def added(a, b):
    """The sum of two points of the curve; None is the point at infinity."""
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % PRIME == 0:
            return None
        slope = 3 * a[0] * a[0] * pow(2 * a[1], -1, PRIME)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, PRIME)
    x = (slope * slope - a[0] - b[0]) % PRIME
    return x, (slope * (a[0] - x) - a[1]) % PRIME


@cache
def multiples():
    """All that six bits of a number can add to a multiple of G, for each six bits."""
    rows, step = [], BASE
    for _ in range(43):
        row = [None, step]
        for _ in range(63):
            row.append(added(row[-1], step))
        step = row.pop()
        rows.append(row)
    return rows


def times(n):
    """The sum of n times G, for n from 1 to the order less 1.

    x is X / Z², y is Y / Z³: so there is only one division, which is slow. No two equal points meet here.
    """
    total = None
    for row in multiples():
        point, n = row[n & 63], n >> 6
        if point is None:
            continue
        if total is None:
            total = (*point, 1)
            continue
        x, y, z = total
        squared = z * z % PRIME
        run, rise = (point[0] * squared - x) % PRIME, (point[1] * squared * z - y) % PRIME
        square = run * run % PRIME
        cube, part = square * run % PRIME, x * square % PRIME
        new_x = (rise * rise - cube - 2 * part) % PRIME
        total = new_x, (rise * (part - new_x) - y * cube) % PRIME, z * run % PRIME
    x, y, z = total
    scale = pow(z, -1, PRIME)
    return x * scale**2 % PRIME, y * scale**3 % PRIME


class Key:
    """A private key and the ways to write its public one."""

    def __init__(self, secret):
        self.secret, (self.x, self.y) = secret, times(secret)
        x, y, odd = self.x.to_bytes(32, "big"), self.y.to_bytes(32, "big"), self.y & 1
        self.short, self.long = bytes([2 + odd]) + x, b"\4" + x + y
        self.hybrid, self.wrong_hybrid = bytes([6 + odd]) + x + y, bytes([7 - odd]) + x + y

    def sign(self, message, high=False):
        """r and s for 32 bytes."""
        s = INVERSE * (int.from_bytes(message, "big") + R * self.secret) % ORDER
        return R, s if (s > ORDER // 2) == high else ORDER - s


def schnorr(secret, x, message):
    """The 64 bytes of BIP 340, by the secret of the even point with this x."""
    nonce, nonce_x = SCHNORR_NONCES[message[0] & 1]
    challenge = tagged("BIP0340/challenge", nonce_x + x + message)
    s = (nonce + int.from_bytes(challenge, "big") * secret) % ORDER
    return nonce_x + s.to_bytes(32, "big")


def even(secret, point):
    """The secret of the point with the same x whose y is even."""
    return ORDER - secret if point[1] & 1 else secret


class Tweaked:
    """The key of a taproot output: an inner key and the root of a tree, or none."""

    def __init__(self, key, root=b""):
        self.inner = key.short[1:]
        tweak = int.from_bytes(tagged("TapTweak", self.inner + root), "big")
        secret = (even(key.secret, (key.x, key.y)) + tweak) % ORDER
        point = times(secret)
        self.program, self.odd = point[0].to_bytes(32, "big"), point[1] & 1
        self.secret = even(secret, point)


def leaf_hash(script, version=0xC0):
    return tagged("TapLeaf", bytes([version]) + sized(script))


def branch(one, other):
    """The node above two others."""
    return tagged("TapBranch", one + other if one < other else other + one)


NONCE = 0x1234567890ABCDEF_FEDCBA0987654321
# the signatures of the second one begin like an annex
SCHNORR_NONCES = [
    (even(nonce, times(nonce)), times(nonce)[0].to_bytes(32, "big")) for nonce in (NONCE, NONCE + 39)
]
R, INVERSE = times(NONCE)[0] % ORDER, pow(NONCE, -1, ORDER)
KEYS = [Key(secret) for secret in (7, 0xB10C, ORDER - 5, 2**200 + 9)]


def der(r, s):
    """The one form that BIP 66 allows."""
    parts = b""
    for n in (r, s):
        digits = n.to_bytes(n.bit_length() // 8 + 1, "big")
        parts += b"\2" + bytes([len(digits)]) + digits
    return b"\x30" + bytes([len(parts)]) + parts


# ---- blocks of the regtest chain -----------------------------------------------------------------

GENESIS = bytes.fromhex("06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f")
GENESIS_TIME, BITS, COIN = 1296688602, 0x207FFFFF, 100_000_000
ANYBODY = b"\x51"  # OP_1: no script is needed to open it


def coinbase(height, value, script=ANYBODY, extra=b"\0", sequence=0xFFFFFFFF, lock_time=0, more=()):
    """A block's first transaction; ``extra`` comes after the height, ``more`` outputs after the first."""
    outputs = [(value, script), *more]
    return transaction(1, [(bytes(32), 0xFFFFFFFF, small(height) + extra, sequence)], outputs, lock_time)


def merkle_root(txids):
    """The root of a list of ids; 32 zero bytes for none."""
    row = list(txids) or [bytes(32)]
    while len(row) > 1:
        row += row[-1:] * (len(row) % 2)
        row = [hash256(a + b) for a, b in zip(row[::2], row[1::2], strict=True)]
    return row[0]


def solved(version, previous, root, time, bits=BITS):
    """A header whose id is in the lower half, as regtest wants it."""
    start = struct.pack("<i", version) + previous + root + struct.pack("<II", time, bits)
    for nonce in range(2**32):
        header = start + struct.pack("<I", nonce)
        if hash256(header)[31] < 0x80:
            return header
    raise AssertionError("no nonce of four thousand million")


def block(previous, time, txs, version=0x20000000, root=None, bits=BITS):
    """A solved block of these transactions."""
    root = merkle_root(map(txid, txs)) if root is None else root
    return solved(version, previous, root, time, bits) + count(len(txs)) + b"".join(txs)


def block_id(raw):
    return hash256(raw[:80])
