"""Probes of lesson 01c. Each list goes from small to large, and from plain to odd."""

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

from blockkit.classroom.diagnosis.probe import each, each_named
from blockkit.hashing import hash256
from blockkit.merkle import merkle_proof, merkle_root

T = [hash256(bytes([number])) for number in range(130)]


def _list(numbers: str) -> list[bytes]:
    """``"1 2 3"``: these txids."""
    return [T[int(number)] for number in numbers.split()]


def _changed(data: bytes, place: int) -> bytes:
    """The same bytes but one."""
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


# ---- E1.9: lists of txids ------------------------------------------------------------------------

LISTS: list[Sequence[bytes]] = [
    [], T[:1], [bytes(32)], T[:2], [T[1], T[0]], _list("0 0"), [bytes(32), T[0]],
    T[:3], tuple(T[:3]), _list("2 1 0"), _list("0 1 0"), _list("0 0 1"), T[:4], T[4:8], _list("0 1 0 1"),
    _list("3 3 3 3"),
    *(T[:number] for number in range(5, 14)), tuple(T[:6]), _list("0 1 2 3 4 4"), _list("0 1 2 1 0"),
    *(T[:number] for number in (15, 16, 17, 19, 21, 25, 31, 33, 64, 65, 67, 130)),
]  # fmt: skip

# ---- E1.10: proofs to make, and proofs to judge --------------------------------------------------

PLACES: list[tuple[Sequence[bytes], int]] = [
    *((T[:count], place) for count in range(1, 6) for place in range(count)),
    *((T[:count], place) for count, place in ((6, 0), (6, 4), (6, 5), (7, 2), (7, 6), (8, 3), (8, 7), (9, 0),
    (9, 8))),
    *((T[:count], place) for count, place in ((11, 6), (11, 10), (13, 9), (13, 12), (16, 5), (17, 16), (21,
    20), (33, 32))),
    (tuple(T[:3]), 2), (tuple(T[:5]), 1), (_list("0 1 0"), 2), (_list("0 1 2 0 1 2"), 4),
]  # fmt: skip


def _claims() -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What is said to a phone: txid, place, number, proof and root. First what is true, then lies.

    With the name of each case.
    """
    root_of = {count: merkle_root(T[:count]) for count in range(1, 22)}
    places = (
        (1, 0),
        (2, 0),
        (2, 1),
        (3, 0),
        (3, 1),
        (3, 2),
        (4, 1),
        (4, 2),
        (5, 4),
        (6, 5),
        (7, 6),
        (8, 3),
        (13, 12),
        (13, 5),
    )
    for count, place in places:
        yield "the true proof", (T[place], place, count, merkle_proof(T[:count], place), root_of[count])
    # one thing is wrong
    for count, place in ((2, 0), (4, 1), (5, 1), (8, 6), (13, 5)):
        proof, root = merkle_proof(T[:count], place), root_of[count]
        yield "the neighbour's txid", (T[place + 1], place, count, proof, root)
        yield "the wrong place", (T[place], place ^ 1, count, proof, root)
        for step in range(len(proof)):
            yield (
                "one byte of the proof is changed",
                (
                    T[place],
                    place,
                    count,
                    [*proof[:step], _changed(proof[step], 31), *proof[step + 1 :]],
                    root,
                ),
            )
        for byte in (0, 8, 31):
            yield "another root", (T[place], place, count, proof, _changed(root, byte))
        yield "another root", (T[place], place, count, proof, root[::-1])
        yield "another root", (T[place], place, count, proof, bytes(sorted(root)))
    proof = merkle_proof(T[:8], 6)
    yield "the wrong place", (T[6], 4, 8, proof, root_of[8])
    yield "the wrong place", (T[6], 2, 8, proof, root_of[8])
    yield "the proof in reverse order", (T[6], 6, 8, proof[::-1], root_of[8])
    # right, if all of the proof were on the right, or all of it on the left
    for count, place in ((4, 1), (4, 2), (4, 3), (8, 5), (8, 2), (6, 4)):
        proof = merkle_proof(T[:count], place)
        yield (
            "another root",
            (T[place], place, count, proof, reduce(lambda a, b: hash256(a + b), proof, T[place])),
        )
        yield (
            "another root",
            (T[place], place, count, proof, reduce(lambda a, b: hash256(b + a), proof, T[place])),
        )
    # too short
    yield "a proof that is too short", (T[0], 0, 1, [], T[1])
    yield "a proof that is too short", (root_of[2], 0, 2, [], root_of[2])
    yield "a proof that is too short", (root_of[4], 0, 4, [], root_of[4])
    for count, place in ((2, 1), (4, 1), (5, 4), (8, 3)):
        yield "a proof that is too short", (T[place], place, count, [], root_of[count])
    for count, place in ((4, 1), (5, 4), (8, 3)):
        yield (
            "a proof that is too short",
            (T[place], place, count, merkle_proof(T[:count], place)[:-1], root_of[count]),
        )
    yield "a proof that is too short", (root_of[2], 0, 4, merkle_proof(T[:4], 0)[1:], root_of[4])
    yield "a proof that is too short", (root_of[2], 0, 5, merkle_proof(T[:5], 0)[1:], root_of[5])
    yield "a proof that is too short", (hash256(T[2] + T[3]), 1, 4, [root_of[2]], root_of[4])
    # too long
    yield "a proof that is too long", (T[0], 0, 1, [T[1]], T[0])
    yield "a proof that is too long", (T[0], 0, 1, [T[1]], root_of[2])
    for count, place in ((2, 0), (4, 1), (4, 3), (5, 2)):
        proof, root = merkle_proof(T[:count], place), root_of[count]
        yield "a proof that is too long", (T[place], place, count, [*proof, T[50]], root)
        yield "a proof that is too long", (T[place], place, count, [*proof, T[50]], hash256(root + T[50]))
    yield "a proof that is too long", (T[0], 0, 3, merkle_proof(T[:8], 0), root_of[8])


# ---- E1.11: padded lists and honest ones; no list is asked about on which honest alarms differ -----

PADDED = [
    "0", "0 1", "0 0", "0 1 2", "0 1 2 2", "0 0 1", "0 1 2 3", "0 1 0 1", "0 0 1 2", "0 0 0 0", "0 1 2 3 4",
    "0 1 2 3 4 4",
    "0 0 0 1", "0 1 1 1", "0 1 2 2 2 0", "0 0 1 2 3 0", "0 1 2 3 3 3", "0 1 1 2 2 2",
    "0 1 2 2 3 4", "0 0 1 2 3 4", "0 1 2 3 4 5", "0 1 2 3 4 5 4 5", "0 1 0 1 2 3 4 5", "0 1 2 3 0 1 2 3",
    "0 1 0 1 2 3",
    "0 1 0 1 2", "0 1 2 3 4 5 6", "0 1 2 3 4 5 6 6", "0 1 2 2 4 5 6", "0 1 2 3 4 5 6 7", "0 1 2 3 4 5 6 7 8",
    "0 1 2 3 4 5 6 7 8 8", "0 1 2 3 4 5 6 7 8 9 8 9", "0 1 2 3 4 5 6 7 8 9", "0 1 2 3 4 5 6 7 8 9 10",
    "0 1 2 3 4 5 6 7 8 9 10 10", "0 1 2 3 4 5 6 7 8 9 10 11", "0 1 2 3 4 5 6 7 8 9 10 11 8 9 10 11",
    "0 1 2 3 4 5 6 7 8 9 10 11 12", "0 1 2 3 4 5 6 7 8 9 10 11 12 12", "0 1 2 3 4 5 4 5 8 9 10 11 12",
    "0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7", "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
    "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16", "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 16",
]  # fmt: skip
LOOK_ALIKES: list[Sequence[bytes]] = [
    [T[0], _changed(T[0], 31)], [T[0], _changed(T[0], 0)], [T[0], T[0][::-1]], [T[0], _changed(T[0], 16)],
    [T[3], T[4], T[5], bytes([*T[5]])], [T[5], bytes([*T[5]])],  # equal, and not one object
    tuple(_list("0 1 2")), tuple(_list("0 1 2 2")), tuple(_list("0 1 2 3 4 5 4 5")),
]  # fmt: skip

PROBES = {
    "merkle_root": each(*([txids] for txids in LISTS)),
    "merkle_proof": each(*PLACES),
    "verify_proof": each_named(*_claims()),
    "has_duplicate_subtree": each(*([_list(text)] for text in PADDED), *([txids] for txids in LOOK_ALIKES)),
}
