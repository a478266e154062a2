"""What notebook 03b gives for reading bytes."""


def take(raw: bytes, at: int, size: int) -> tuple[bytes, int]:
    """The next ``size`` bytes of ``raw`` from ``at`` on, and the place behind them.

    Raises ``ValueError`` where the bytes end too early.
    """
    if at + size > len(raw):
        raise ValueError(f"{size} bytes needed at place {at}, {max(len(raw) - at, 0)} are left")
    return raw[at : at + size], at + size
