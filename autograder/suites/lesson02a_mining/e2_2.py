"""E2.2: find the nonce. One call searches 10,513 nonces, the others a few hundred."""

from autograder.suites import families, oracle
from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson02a_mining.shared import (
    EIGHT,
    FIRST_76,
    FOUND_BY_EIGHT,
    HEADERS,
    OWN_TARGETS,
    SATOSHIS,
    made_up,
    number_of,
)
from blockkit.classroom.properties import gives, gives_each, leaves_alone

NONCE_0 = f"{246:076d}".encode()  # meets 8 zero bits with nonce 0
LAST = 2**32
LAST_OF_FIRST = 4_294_965_499  # of FIRST_76 for 8 zero bits, between 2^32 - 2,000 and 2^32: the first
OF_277_315 = HEADERS[277_315][:76]


@hidden_property("E2.2", "smallest", "of several nonces the smallest, and the answer is a whole number")
def _smallest(find_nonce: Student) -> None:
    gives(236, find_nonce, FIRST_76, EIGHT, 0, 900)
    gives(236, find_nonce, FIRST_76, EIGHT, 210, 700)
    gives(395, find_nonce, FIRST_76, EIGHT, 370, 900)
    for header76 in made_up("smallest", 3, 76):
        gives(oracle.find_nonce(header76, 2**251, 0, 150), find_nonce, header76, 2**251, 0, 150)


@hidden_property("E2.2", "nonce-zero", "nonce 0 is an answer, and is not None", weight=2)
def _nonce_zero(find_nonce: Student) -> None:
    gives(0, find_nonce, NONCE_0, EIGHT)
    gives(0, find_nonce, NONCE_0, EIGHT, 0, 1)
    gives(0, find_nonce, FIRST_76, 2**256 - 1, 0, 5)
    gives(5, find_nonce, FIRST_76, 2**256 - 1, 5, 9)


@hidden_property("E2.2", "start", "the search begins at start, and start is tried", weight=2)
def _start(find_nonce: Student) -> None:
    gives(581, find_nonce, FIRST_76, EIGHT, 395 + 1, 900)
    gives(641, find_nonce, FIRST_76, EIGHT, 581 + 1, 900)
    for nonce in FOUND_BY_EIGHT:
        gives(nonce, find_nonce, FIRST_76, EIGHT, nonce - 9, 900)
        gives(nonce, find_nonce, FIRST_76, EIGHT, nonce, 900)
    gives(SATOSHIS, find_nonce, FIRST_76, OWN_TARGETS[0], SATOSHIS)


@hidden_property("E2.2", "stop", "stop is not tried, the nonce before it is", weight=2)
def _stop(find_nonce: Student) -> None:
    for nonce in FOUND_BY_EIGHT:
        gives(None, find_nonce, FIRST_76, EIGHT, nonce - 20, nonce)
        gives(nonce, find_nonce, FIRST_76, EIGHT, nonce - 20, nonce + 1)
    gives(None, find_nonce, FIRST_76, EIGHT, 90, 236)
    gives(None, find_nonce, FIRST_76, OWN_TARGETS[0], SATOSHIS - 9, SATOSHIS)


@hidden_property("E2.2", "no-room", "start at stop or behind it: None")
def _no_room(find_nonce: Student) -> None:
    for start, stop in ((236, 236), (237, 236), (5, 0), (LAST, LAST), (LAST, 0), (0, 0), (900, 100)):
        gives(None, find_nonce, FIRST_76, EIGHT, start, stop)
        gives(None, find_nonce, NONCE_0, 2**256 - 1, start, stop)
    gives(236, find_nonce, FIRST_76, 2**256 - 1, 236, 237)


@hidden_property("E2.2", "none", "where no nonce does it the answer is None, each time", weight=2)
def _none(find_nonce: Student) -> None:
    gives(None, find_nonce, FIRST_76, OWN_TARGETS[0], SATOSHIS + 1, SATOSHIS + 60)
    gives(None, find_nonce, FIRST_76, 0, 0, 60)
    gives(None, find_nonce, FIRST_76, 0, LAST - 50)
    gives(None, find_nonce, OF_277_315, EIGHT, 198_938, 198_950)
    gives(SATOSHIS, find_nonce, FIRST_76, OWN_TARGETS[0], SATOSHIS - 3, SATOSHIS + 1)


@hidden_property(
    "E2.2", "last-nonces", "the last nonces, up to 2^32 - 1; without a stop the search ends there"
)
def _last_nonces(find_nonce: Student) -> None:
    gives(LAST_OF_FIRST, find_nonce, FIRST_76, EIGHT, LAST_OF_FIRST - 100, LAST)
    gives(LAST_OF_FIRST, find_nonce, FIRST_76, EIGHT, LAST_OF_FIRST - 100)
    gives(LAST - 1, find_nonce, FIRST_76, 2**256 - 1, LAST - 1)
    gives(LAST - 1, find_nonce, FIRST_76, 2**256 - 1, LAST - 1, LAST)


@hidden_property("E2.2", "byte-order", "nonces above 255 and above 65,535, little-endian", weight=3)
def _byte_order(find_nonce: Student) -> None:
    gives(8_603, find_nonce, FIRST_76, 2**240 - 1, 8_560, 8_700)
    gives(4_200, find_nonce, FIRST_76, 2**244 - 1, 4_160, 4_300)
    gives(198_937, find_nonce, OF_277_315, 2**240 - 1, 198_900, 199_000)
    gives(4_215_469_401, find_nonce, OF_277_315, OWN_TARGETS[277_315], 4_215_469_380, 4_215_469_500)


@hidden_property("E2.2", "at-most", "a hash equal to the target is enough; one less is not", weight=2)
def _at_most(find_nonce: Student) -> None:
    for header76 in (FIRST_76, *made_up("at most", 3, 76)):
        for nonce in (0, 7, 70_000):
            number = number_of(header76 + nonce.to_bytes(4, "little"))
            gives(nonce, find_nonce, header76, number, nonce, nonce + 1)
            right = oracle.find_nonce(header76, number - 1, nonce, nonce + 90)
            gives(right, find_nonce, header76, number - 1, nonce, nonce + 90)


@hidden_property("E2.2", "huge", "a target of 2^256 and more: the first nonce meets it")
def _huge(find_nonce: Student) -> None:
    gives(3, find_nonce, FIRST_76, 2**256, 3, 9)
    gives(7, find_nonce, OF_277_315, 2**256 + 1, 7, 9)
    gives(3, find_nonce, FIRST_76, 2**1100, 3, 9)


@hidden_property(
    "E2.2", "between-powers", "targets between two powers of two: no zeros are counted", weight=2
)
def _between_powers(find_nonce: Student) -> None:
    for header76 in (FIRST_76, OF_277_315, *made_up("between", 2, 76)):
        for target in (3 * 2**249, 2**250 + 2**246):
            gives(oracle.find_nonce(header76, target, 0, 500), find_nonce, header76, target, 0, 500)


@hidden_property("E2.2", "long-search", "a search of thousands of nonces goes on until one is found")
def _long_search(find_nonce: Student) -> None:
    gives(10_512, find_nonce, f"{79:076d}".encode(), 2**243 - 1)
    gives(784, find_nonce, FIRST_76, EIGHT, 642)


@hidden_property("E2.2", "whole-beginning", "all 76 bytes count, zeros at their ends too")
def _whole_beginning(find_nonce: Student) -> None:
    for header76 in (bytes(76), bytes(40) + FIRST_76[40:], FIRST_76[:70] + bytes(6), b"\xff" * 76):
        gives(oracle.find_nonce(header76, 2**251, 0, 500), find_nonce, header76, 2**251, 0, 500)
    for place in (0, 20, 40, 75):
        changed = FIRST_76[:place] + bytes([FIRST_76[place] ^ 1]) + FIRST_76[place + 1 :]
        gives(oracle.find_nonce(changed, 2**251, 0, 500), find_nonce, changed, 2**251, 0, 500)


@hidden_property("E2.2", "asked-again", "another header, another target, and the first again")
def _asked_again(find_nonce: Student) -> None:
    gives_each(
        find_nonce,
        [
            (236, FIRST_76, EIGHT, 220, 400),
            (0, NONCE_0, EIGHT, 0, 400),
            (236, FIRST_76, EIGHT, 220, 400),
            (oracle.find_nonce(FIRST_76, 2**252, 200, 400), FIRST_76, 2**252, 200, 400),
            (395, FIRST_76, EIGHT, 340, 400),
            (236, FIRST_76, EIGHT, 220, 400),
        ],
    )
    leaves_alone(236, find_nonce, FIRST_76, EIGHT, 236, 300)
    families.answers_kept(
        find_nonce, [[FIRST_76, EIGHT, 236, 300], [NONCE_0, EIGHT, 0, 10]], oracle.find_nonce
    )
