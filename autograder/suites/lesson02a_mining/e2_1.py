"""E2.1: does the work count?"""

from autograder.suites import families, oracle
from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson02a_mining.shared import HEADERS, OWN_TARGETS, made_up, number_of
from blockkit.classroom.properties import accepts, rejects

# Block 0's first 76 bytes with this nonce: an id that ends in zeros, 36510956…e0260000.
ENDS_IN_ZEROS = HEADERS[0][:76] + (26_595).to_bytes(4, "little")


def _judged(meets_target: Student, header: bytes, *targets: int) -> None:
    for target in targets:
        (accepts if oracle.meets_target(header, target) else rejects)(meets_target, header, target)


@hidden_property("E2.1", "real-blocks", "seven real blocks meet their own targets, and nothing much smaller")
def _real_blocks(meets_target: Student) -> None:
    for height, header in HEADERS.items():
        accepts(meets_target, header, OWN_TARGETS[height])
        rejects(meets_target, header, OWN_TARGETS[height] >> 16)


@hidden_property("E2.1", "equal", "the number itself is small enough", weight=4)
def _equal(meets_target: Student) -> None:
    for header in (*HEADERS.values(), *made_up("equal", 3)):
        accepts(meets_target, header, number_of(header))
        rejects(meets_target, header, number_of(header) // 2)


@hidden_property("E2.1", "one-less", "one less than the number is too small, one more is enough")
def _one_less(meets_target: Student) -> None:
    for header in (*HEADERS.values(), *made_up("one less", 3)):
        rejects(meets_target, header, number_of(header) - 1)
        accepts(meets_target, header, number_of(header) + 1)


@hidden_property("E2.1", "last-digits", "the last digits decide, and no float has so many")
def _last_digits(meets_target: Student) -> None:
    for header in (HEADERS[0], HEADERS[277_315], *made_up("last digits", 3)):
        for digits in (2, 20, 36):
            accepts(meets_target, header, number_of(header) + 16**digits)
            rejects(meets_target, header, number_of(header) - 16**digits)


@hidden_property("E2.1", "byte-order", "the last byte of the hash is the first of the number", weight=3)
def _byte_order(meets_target: Student) -> None:
    rejects(meets_target, ENDS_IN_ZEROS, 2**240 - 1)
    for header in made_up("byte order", 12):
        turned = int.from_bytes(oracle.hash256(header), "big")
        _judged(meets_target, header, (turned + number_of(header)) // 2)
    accepts(meets_target, ENDS_IN_ZEROS, number_of(ENDS_IN_ZEROS) + 1)
    for header in HEADERS.values():  # targets of ones alone, just above and just below
        bits = number_of(header).bit_length()
        _judged(meets_target, header, 2**bits - 1, 2 ** (bits - 1) - 1)


@hidden_property("E2.1", "zeros-alike", "as many zeros as the target, and still too big", weight=3)
def _zeros_alike(meets_target: Student) -> None:
    for header in (*HEADERS.values(), *made_up("zeros alike", 4)):
        number = number_of(header)
        just_as_long = 1 << (number.bit_length() - 1)
        rejects(meets_target, header, just_as_long)
        rejects(meets_target, header, (just_as_long + number) // 2)
        accepts(meets_target, header, 2 * just_as_long - 1)


@hidden_property("E2.1", "between-powers", "targets between two powers of two, near the number", weight=2)
def _between_powers(meets_target: Student) -> None:
    for header in (*HEADERS.values(), *made_up("between", 4)):
        number = number_of(header)
        _judged(meets_target, header, *(number * part // 100 for part in (70, 95, 105, 135)))


@hidden_property("E2.1", "zero-and-one", "no header here meets the target 0 or 1")
def _zero_and_one(meets_target: Student) -> None:
    for header in (*HEADERS.values(), *made_up("zero", 2)):
        rejects(meets_target, header, 0)
        rejects(meets_target, header, 1)
        accepts(meets_target, header, 2**256 - 1)


@hidden_property("E2.1", "huge", "a target of 2^256 and more, also of 2^1100: every header meets it")
def _huge(meets_target: Student) -> None:
    for header in (ENDS_IN_ZEROS, *made_up("huge", 3)):
        accepts(meets_target, header, 2**1100)  # no float is so large
        families.allowed(meets_target, *([header, 2**bits + more] for bits in (256, 300) for more in (0, 1)))
        accepts(meets_target, header, 2**256 - 1)
        rejects(meets_target, header, 0)


@hidden_property(
    "E2.1", "each-byte", "every byte of the header counts, and it is asked again when one changes"
)
def _each_byte(meets_target: Student) -> None:
    header = HEADERS[0]
    for place in (0, 3, 4, 35, 36, 67, 68, 75, 76, 79):
        changed = header[:place] + bytes([header[place] ^ 1]) + header[place + 1 :]
        rejects(meets_target, changed, OWN_TARGETS[0])
        accepts(meets_target, header, OWN_TARGETS[0])
        _judged(meets_target, changed, number_of(changed) + 1, number_of(changed) - 1)


@hidden_property("E2.1", "true-or-false", "it answers with True or False itself, as the machine needs it")
def _true_or_false(meets_target: Student) -> None:
    yes = [[header, target] for header in HEADERS.values() for target in (2**256 - 1, number_of(header))]
    no = [[header, target] for header in HEADERS.values() for target in (0, 1)]
    families.true_or_false(meets_target, yes, no)
