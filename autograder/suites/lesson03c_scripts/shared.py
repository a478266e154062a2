"""What the suites of lesson 03c share: toy judges of signatures, and numbers as they are on a stack."""

from collections.abc import Callable

from autograder.suites.common import seeded

Check = Callable[[bytes, bytes], bool]
FALSE = (b"", b"\0", b"\0\0\0", bytes(520), b"\x80", b"\0\x80", bytes(9) + b"\x80")
TRUE = (
    b"\1", b"\0\1", b"\1\0", b"\x80\0", b"\x81", b"\x80\x80", b"\x80\0\0", b"\x7f", b"\0\x80\0",
    bytes(519) + b"\1",
)  # fmt: skip


def knows(*pairs: tuple[bytes, bytes]) -> Check:
    """A judge that knows the signatures that hold, each with its key, and says no to all others."""
    good = frozenset(pairs)

    def check(signature: bytes, key: bytes) -> bool:
        return (signature, key) in good

    return check


def number(n: int) -> bytes:
    """0 to 20 as an item."""
    return bytes([n]) if n else b""


def items(purpose: str, count: int, size: int = 20) -> list[bytes]:
    """Different items, the same in every run."""
    drawn = seeded(f"lesson 03c {purpose}")
    return [drawn.randbytes(size) for _ in range(count)]
