"""The right answers, worked out once more and in another way than in blockkit and the masters.

Nothing here calls blockkit: only modules of Python's own. The tests hold it
against published vectors, and against blockkit.
"""

import json
import re
from collections.abc import Callable, Container, Iterator, Sequence
from fractions import Fraction
from functools import cache
from hashlib import new, sha256
from itertools import count
from math import floor, isqrt
from pathlib import Path
from struct import pack
from typing import Any, Protocol

Block = dict[str, Any]


class HeaderFields(Protocol):
    """What a header must have."""

    @property
    def version(self) -> int: ...  # noqa: D102
    @property
    def prev_block(self) -> bytes: ...  # noqa: D102
    @property
    def merkle_root(self) -> bytes: ...  # noqa: D102
    @property
    def time(self) -> int: ...  # noqa: D102
    @property
    def bits(self) -> int: ...  # noqa: D102
    @property
    def nonce(self) -> int: ...  # noqa: D102


# ---- 01a: fingerprints ---------------------------------------------------------------------------


def sha256_hex(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, fed in pieces of 61."""
    digest, data = new("sha256"), text.encode("utf-8")
    for place in range(0, len(data), 61):
        digest.update(data[place : place + 61])
    return "".join(f"{byte:02x}" for byte in digest.digest())


def hash256(data: bytes) -> bytes:
    """SHA-256 of the digest of ``data``."""
    return sha256(sha256(data).digest()).digest()


def changed_bits(a: bytes, b: bytes) -> int:
    """Write both out as binary digits and compare them one by one."""
    one, other = ("".join(f"{byte:08b}" for byte in data) for data in (a, b))
    return sum(left != right for left, right in zip(one, other, strict=True))


def first_bits(digest: bytes, bits: int) -> str:
    """The first ``bits`` binary digits of a digest, zeros in front included."""
    return "".join(f"{byte:08b}" for byte in digest)[:bits]


def most_tries(bits: int) -> int:
    """16·√(2^bits), rounded down: so many calls are allowed."""
    return isqrt(256 * 2**bits)


# ---- 01b: bytes ----------------------------------------------------------------------------------


def canonical(value: object) -> bytes:
    """JSON by hand: sorted keys, no blanks, UTF-8."""
    if isinstance(value, str):
        return _text(value)
    if type(value) is int:
        return b"%d" % value
    if isinstance(value, dict):
        return b"{" + b",".join([_text(key) + b":" + canonical(value[key]) for key in sorted(value)]) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(map(canonical, value)) + b"]"
    return WORDS[value]  # type: ignore[index]


WORDS = {True: b"true", False: b"false", None: b"null"}


@cache
def _text(value: str) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def varint(n: int) -> bytes:
    """A compact size: the first form whose range holds ``n``."""
    if n in range(0xFD):
        return pack("<B", n)
    if n in range(2**16):
        return pack("<BH", 0xFD, n)
    if n in range(2**32):
        return pack("<BI", 0xFE, n)
    return pack("<BQ", 0xFF, n)


def display(raw: bytes) -> str:
    """The bytes, last one first, as lower-case hex."""
    return "".join(f"{byte:02x}" for byte in reversed(raw))


def header_bytes(header: HeaderFields) -> bytes:
    """The 80 bytes of a header."""
    return pack(
        "<i32s32sIII",
        header.version,
        header.prev_block,
        header.merkle_root,
        header.time,
        header.bits,
        header.nonce,
    )


# ---- 01c: Merkle trees ---------------------------------------------------------------------------
#
# A node is named by its level (0: the txids) and its place in it, and worked out from above.


def width(leaves: int, level: int) -> int:
    """How many nodes a level has."""
    return (leaves + (1 << level) - 1) >> level


def height(leaves: int) -> int:
    """The level of the root."""
    level = 0
    while width(leaves, level) > 1:
        level += 1
    return level


def node(txids: Sequence[bytes], level: int, place: int) -> bytes:
    """The hash at a place; a place just behind the end of a level holds a copy of the last one."""
    leaves = tuple(txids)
    return _node(leaves, level, place, _nodes(leaves))


@cache
def _nodes(leaves: tuple[bytes, ...]) -> dict[tuple[int, int], bytes]:
    """What is known of a tree: suites ask about the same ones again and again."""
    return {}


def _node(leaves: tuple[bytes, ...], level: int, place: int, known: dict[tuple[int, int], bytes]) -> bytes:
    last = width(len(leaves), level) - 1
    if place > last:
        place = last
    if level == 0:
        return leaves[place]
    found = known.get((level, place))
    if found is None:
        left = _node(leaves, level - 1, 2 * place, known)
        right = _node(leaves, level - 1, 2 * place + 1, known)
        found = known[level, place] = hash256(left + right)
    return found


def merkle_root(txids: Sequence[bytes]) -> bytes:
    """The node at the top."""
    return node(txids, height(len(txids)), 0)


def merkle_proof(txids: Sequence[bytes], index: int) -> list[bytes]:
    """The neighbour on each level below the root."""
    places = [(level, index // 2**level) for level in range(height(len(txids)))]
    return [node(txids, level, place - 1 if place % 2 else place + 1) for level, place in places]


def verify_proof(txid: bytes, index: int, count: int, proof: Sequence[bytes], root: bytes) -> bool:
    """As many hashes as there are levels below the root, and the root at their end."""
    return len(proof) == height(count) and root == root_above(txid, index, proof)


def root_above(txid: bytes, index: int, proof: Sequence[bytes]) -> bytes:
    """The hash to which a proof leads. So a tree of a million places needs no tree."""
    for level, sibling in enumerate(proof):
        txid = hash256(sibling + txid) if index >> level & 1 else hash256(txid + sibling)
    return txid


def twins(txids: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Longer lists with the same root: at each level whose last node is alone, its leaves once more."""
    for level in range(height(len(txids))):
        if width(len(txids), level) % 2 == 1 and len(txids) % 2**level == 0:
            yield [*txids, *txids[-(2**level) :]]


# ---- 01d: chains ---------------------------------------------------------------------------------


def block_id(block: Block) -> str:
    """``hash256`` of the canonical JSON, as hex."""
    return hash256(canonical(block)).hex()


def new_block(chain: Sequence[Block], transactions: Sequence[Block], time: int) -> Block:
    """The block that follows."""
    previous = block_id(chain[-1]) if len(chain) else "0" * 64
    fields = ("index", "time", "transactions", "previous_hash")
    return dict(zip(fields, (len(chain), time, list(transactions), previous), strict=True))


def first_broken(chain: Sequence[Block], tip_id: str) -> int | None:
    """The smallest position whose block is not what is vouched for."""
    broken = {
        place
        for place, block in enumerate(chain)
        if block_id(block) != (chain[place + 1]["previous_hash"] if place + 1 < len(chain) else tip_id)
    }
    return min(broken, default=None)


def valid_chain(chain: object, genesis: Block) -> bool:
    """Each rule of E1.14 as a question; the first one that fails decides."""
    if not isinstance(chain, list) or chain[:1] != [genesis]:
        return False
    return all(_may_follow(chain[place - 1], chain[place], place, genesis) for place in range(1, len(chain)))


def _may_follow(before: Block, block: Any, place: int, genesis: Block) -> bool:
    if not isinstance(block, dict) or set(block) != set(genesis):
        return False
    kinds = [type(block[key]) for key in ("index", "time", "proof", "transactions")]
    if kinds != [int, int, int, list] or not _has_json(block):
        return False
    right_place = block["index"] == place and block["previous_hash"] == block_id(before)
    return right_place and block_id(block)[:3] == "000"


def _has_json(value: object) -> bool:
    """Only texts, whole numbers, true, false, null, lists, and objects with text keys."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and _has_json(value[key]) for key in value)
    if isinstance(value, list):
        return all(map(_has_json, value))
    return value is None or isinstance(value, str | int)


# ---- 02a: mining ---------------------------------------------------------------------------------


def meets_target(header: bytes, target: int) -> bool:
    """Compare as bytes: the 32 of the id, in the order of its written form, with those of the target."""
    return target >= 16**64 or hash256(header)[::-1] <= target.to_bytes(32, "big")


def find_nonce(header76: bytes, target: int, start: int = 0, stop: int = 2**32) -> int | None:
    """The first header, of those with ascending nonces, that meets the target."""
    headers = ((n, header76 + pack("<I", n)) for n in range(start, stop))
    return next((n for n, header in headers if meets_target(header, target)), None)


def expected_hashes(target: int) -> int:
    """The quotient as an exact fraction, and its floor."""
    return floor(Fraction(2**256, target + 1))


def zero_bits(stamp: str) -> int:
    """Write the SHA-1 out in binary digits and count the zeros in front."""
    digits = "".join(f"{byte:08b}" for byte in new("sha1", stamp.encode("ascii")).digest())
    return len(digits) - len(digits.lstrip("0"))


STAMP = re.compile(r"1:([0-9]+):([^:]*):([^:]*):[^:]*:[^:]*:[^:]*")


def stamp_ok(stamp: str, resource: str, bits: int, days: Container[str], seen: set[str]) -> bool:
    """The form as one pattern, then the other rules as questions; ``seen`` stays as it is."""
    form = STAMP.fullmatch(stamp)
    if form is None or stamp in seen:
        return False
    claim, day, address = form.groups()
    return bits <= int(claim) <= zero_bits(stamp) and day[:6] in days and address == resource


# ---- 02b: targets --------------------------------------------------------------------------------


def target_of(bits: int) -> int | None:
    """The target that compact bits stand for, put together byte by byte; ``None`` where there is none."""
    size, *digits = pack(">I", bits)
    negative, digits[0] = digits[0] >= 128, digits[0] % 128
    target = int.from_bytes((bytes(digits) + bytes(max(size - 3, 0)))[:size], "big")
    return None if target and (negative or target.bit_length() > 256) else target


def bits_of(target: int) -> int:
    """The compact form, cut from the number's own bytes."""
    written = bytes.fromhex(f"{target:064x}").lstrip(b"\0")
    if written[:1] >= b"\x80":
        written = b"\0" + written
    return int.from_bytes(bytes([len(written)]) + (written + bytes(3))[:3], "big")


def retarget(bits: int, first: int, last: int, blocks: int, seconds: int, limit: int) -> int:
    """The bits after a period of so many blocks; the limits are put on the target, not on the time."""
    old = target_of(bits) or 0
    plan = blocks * seconds
    bounds = sorted([old * (plan // 4), old * (last - first), old * (plan * 4)])
    return bits_of(sorted([bounds[1] // plan, limit])[0])


# ---- 02c: coins ----------------------------------------------------------------------------------


def subsidy(height: int, halving: int = 210_000) -> int:
    """Halve 50 bitcoins once for each whole era before ``height``."""
    coins = 5_000_000_000
    while height >= halving and coins:
        coins, height = coins // 2, height - halving
    return coins


def supply_after(height: int, halving: int = 210_000) -> int:
    """A whole era at a time, by subtraction; the last one may be incomplete."""
    total, coins, left = 0, 5_000_000_000, height + 1
    while coins and left > 0:
        total, coins, left = total + coins * min(left, halving), coins // 2, left - halving
    return total


def height_script(height: int) -> bytes:
    """The beginning of a coinbase's script, from 1 on: BIP 34 by hex digits."""
    if height <= 16:
        return bytes([0x50 + height])
    digits = f"{height:x}"
    digits = digits.zfill(len(digits) + len(digits) % 2)
    if digits[0] in "89abcdef":
        digits = "00" + digits  # the first bit would be a sign
    number = bytes.fromhex(digits)[::-1]
    return bytes([len(number)]) + number


# ---- puzzles -------------------------------------------------------------------------------------

MINED = Path(__file__).with_name("mined.json")  # ``python -m autograder.suites.mining`` writes it
LONG_CHAIN = MINED.with_name("long_chain.json")  # the proofs of one long chain, also written by it
asked: dict[str, int] = {}  # every puzzle so far, and its solution


def solved(
    block: Block, vary: str = "proof", begins: str = "000", but_not: str = "-", inside: str = ""
) -> Block:
    """A copy whose id begins as asked, not as excluded, and has ``inside``: one number is counted up."""
    mark = b"77777777777777"
    head, tail = canonical({**block, vary: int(mark)}).split(mark)
    start: int = block["time"] if vary == "time" else 0

    def solves(number: int) -> bool:
        name = sha256(sha256(head + b"%d" % number + tail).digest()).hexdigest()
        return name.startswith(begins) and not name.startswith(but_not) and inside in name

    words = (head, tail, b"%d" % start, begins.encode(), but_not.encode(), inside.encode())
    return {**block, vary: _searched(b"|".join(words), start, solves)}


def unsolved(block: Block) -> Block:
    """A copy whose id does not begin with 000."""
    return solved(block, begins="", but_not="000")


def proof_of_two_proofs(last: int) -> int:
    """The early tutorials' puzzle: only two numbers are hashed, and nothing of the block."""

    def solves(number: int) -> bool:
        return sha256(b"%d%d" % (last, number)).hexdigest().startswith("0000")

    return _searched(b"two proofs %d" % last, 0, solves)


def stamped(head: str, tail: str = "", zeros: int = 8, at_most: int = 160) -> str:
    """A stamp of ``head``, a counter and ``tail``, with as many zero bits as asked, whatever it claims."""

    def solves(number: int) -> bool:
        return zeros <= zero_bits(f"{head}{number}{tail}") <= at_most

    return f"{head}{_searched(f'{head}|{tail}|{zeros}|{at_most}'.encode(), 0, solves)}{tail}"


def _searched(puzzle: bytes, start: int, solves: Callable[[int], bool]) -> int:
    """The first number from ``start`` on that solves the puzzle: looked up, or else searched for."""
    key = sha256(puzzle).hexdigest()[:16]
    number = mined().get(key)
    if number is None:
        number = next(n for n in count(start) if solves(n))
    elif not solves(number):
        raise ValueError(f"{MINED.name} says {number} for {key}, which is no solution")
    asked[key] = number
    return number


@cache
def mined() -> dict[str, int]:
    """The solutions that are shipped, by puzzle: so no suite has to search."""
    table: dict[str, int] = json.loads(MINED.read_text(encoding="utf-8")) if MINED.is_file() else {}
    return table


def long_chain(genesis: Block, proofs: Sequence[int]) -> list[Block]:
    """A valid chain of blocks without payments: ``genesis``, and a block for each of the proofs."""
    chain, last = [genesis], block_id(genesis)
    for index, proof in enumerate(proofs, start=1):
        time = genesis["time"] + index
        chain.append(
            {"index": index, "time": time, "transactions": [], "proof": proof, "previous_hash": last}
        )
        text = b'{"index":%d,"previous_hash":"%s","proof":%d,"time":%d,"transactions":[]}'  # canonical JSON
        last = hash256(text % (index, last.encode(), proof, time)).hex()
        if not last.startswith("000"):
            raise ValueError(f"{LONG_CHAIN.name}: {proof} is no solution of block {index}")
    return chain


@cache
def shipped_proofs() -> tuple[int, ...]:
    """The proofs of the long chain that are shipped."""
    return tuple(json.loads(LONG_CHAIN.read_text(encoding="utf-8")))
