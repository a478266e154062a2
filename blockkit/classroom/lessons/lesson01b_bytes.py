"""Lesson 01b: bytes."""

from blockkit import encoding, hashing
from blockkit.block import Header
from blockkit.classroom import json_chain
from blockkit.classroom.lessons.record import Exercise, Lesson, Part, Place

HEADER = Header(-1, hashing.hash256(b"\0"), hashing.hash256(b"\1"), 2**31, 0x1903A30C, 7)

LESSON = Lesson(
    "01b_bytes",
    "01_hashing",
    "bytes",
    (
        Exercise(
            "E1.5", "One spelling for a block", points=6, minutes=15, hardness=2,
            parts=(
                Part(
                    "canonical", Place.COURSE, json_chain.canonical,
                    ({"b": [1, "区块链"], "a": {"y": True, "x": None}},),
                ),
            ),
        ),
        Exercise(
            "E1.6", "A number that says how long it is", points=6, minutes=25, hardness=2,
            parts=(
                Part(
                    "encode_varint", Place.SLOT, encoding.encode_varint, (70000,),
                ),
                Part("decode_varint", Place.SLOT, encoding.decode_varint, (b"\0\xfe\x70\x11\1\0\5", 1)),
            ),
        ),
        Exercise(
            "E1.7", "Two ways to write a hash", points=4, minutes=6, hardness=1,
            parts=(
                Part("to_display", Place.SLOT, hashing.to_display, (bytes(range(32)),)),
                Part("from_display", Place.SLOT, hashing.from_display, (bytes(range(32)).hex(),)),
            ),
        ),
        Exercise(
            "E1.8", "Eighty bytes", points=8, minutes=12, hardness=2,
            parts=(Part("header_bytes", Place.SLOT, Header.serialize, (HEADER,)),),
        ),
    ),
)  # fmt: skip
