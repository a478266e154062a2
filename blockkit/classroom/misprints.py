"""What a typist did to three texts on the slides of a lecture, and who can judge a repair (E3.8)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from blockkit.classroom.real_signatures import real_signature
from blockkit.classroom.shapes import verify_ecdsa
from blockkit.data import real_block
from blockkit.data.slides import printed
from blockkit.errors import shown
from blockkit.hashing import from_display, hash256, to_display
from blockkit.keys import is_strict_der, parse_der

Judge = Callable[[str], bool]

OUT, IN = 2, 8  # at most so many digits are taken out, and so many zeros put in
COINBASE_ID = "d5ada064c6417ca25c4308bd158c34b77e1c0eca2a73cda16c737e7424afba2f"  # the slide prints it


def repairs(text: str) -> Iterator[str]:
    """Every candidate: at one place up to two digits taken out, up to eight zeros put in."""
    for zeros in range(IN + 1):
        for out in range(OUT + 1):
            for at in range(len(text) - out + 1):
                yield text[:at] + "0" * zeros + text[at + out :]


def repair(text: str, is_right: Judge) -> str:
    """E3.8: the candidate that is right; ``ValueError`` when there is none."""
    for candidate in repairs(text):
        if is_right(candidate):
            return candidate
    raise ValueError("no repair at one place is right")


# ---- the three texts -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slide:
    """A text as it is printed on a slide, and who says whether a repair of it is right."""

    name: str
    text: str  # hex digits
    is_right: Judge


def slide(name: str) -> Slide:
    """``"coinbase"``, ``"signature"`` or ``"previous hash"``."""
    judges = {"coinbase": _by_id, "signature": _by_signature, "previous hash": _by_block_id}
    if name not in judges:
        raise ValueError(f"no text is called {shown(name)}; there are {', '.join(judges)}")
    return Slide(name, printed(name), _never_raising(judges[name]))


def _never_raising(judge: Judge) -> Judge:
    def asked(candidate: str) -> bool:
        try:
            return judge(candidate)
        except (ValueError, TypeError):  # an odd number of digits, or no digits at all
            return False

    return asked


def _by_id(candidate: str) -> bool:
    """Have these bytes the id that the slide prints beside them?"""
    return to_display(hash256(bytes.fromhex(candidate))) == COINBASE_ID


def _by_signature(candidate: str) -> bool:
    """Does this signature sign the payment of the slides? The cheap questions come first."""
    signature, real = bytes.fromhex(candidate), real_signature("slides")
    numbers = parse_der(signature) if is_strict_der(signature + b"\1") else None
    return numbers is not None and verify_ecdsa(real.key, real.z, *numbers)


def _by_block_id(candidate: str) -> bool:
    """Has block 277,315 its id with this previous hash?"""
    block = real_block(277_315)
    return replace(block.header, prev_block=from_display(candidate)).hash == block.hash
