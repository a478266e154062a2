"""The search for a nonce, compiled: being written."""

from collections.abc import Callable

Slice = Callable[[bytes, int, int, int], int | None]


def compiled() -> Slice | None:
    """The compiled loop, once it is ready."""
    return None
