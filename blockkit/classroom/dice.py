"""Random numbers whose seed a message can show."""

from random import Random
from typing import Any


class Dice(Random):
    """``Random(7)`` that prints as ``Dice(7)``, so that a failed check can be repeated."""

    def __init__(self, seed: int) -> None:
        self.thrown = seed
        super().__init__(seed)

    def __repr__(self) -> str:
        return f"Dice({self.thrown})"

    def __deepcopy__(self, memo: dict[int, Any]) -> "Dice":
        # Its state is a tuple of 625 numbers. To copy each of them costs more than a short race.
        again = type(self)(self.thrown)
        again.setstate(self.getstate())
        return again

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.thrown,), self.getstate()
