"""The exercises of the course: their points, their notebook and the functions a student writes.

The one place that knows points. Visible checks carry 40 % of them, hidden checks 60 %.
"""

from dataclasses import dataclass

from blockkit.errors import shown

VISIBLE_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Exercise:
    """One graded exercise."""

    name: str  # "E1.9"
    title: str
    points: float
    notebook: str  # "01_hashing/01c_merkle"
    functions: tuple[str, ...]

    @property
    def cell_id(self) -> str:
        """The name as nbgrader accepts it in a cell id: without a dot."""
        return self.name.replace(".", "_")

    @property
    def visible_points(self) -> float:
        """What the check in the notebook is worth."""
        return round(self.points * VISIBLE_SHARE, 2)

    @property
    def hidden_points(self) -> float:
        """What the hidden check is worth."""
        return round(self.points - self.visible_points, 2)


_A, _B, _C, _D = (
    f"01_hashing/{name}" for name in ("01a_fingerprints", "01b_bytes", "01c_merkle", "01d_chain")
)

EXERCISES = {
    exercise.name: exercise
    for exercise in (
        Exercise("E1.1", "The fingerprint of a text", 4, _A, ("sha256_hex",)),
        Exercise("E1.2", "Bitcoin hashes twice", 4, _A, ("hash256",)),
        Exercise("E1.3", "How many bits changed?", 5, _A, ("changed_bits",)),
        Exercise("E1.4", "Find a collision", 7, _A, ("find_collision",)),
        Exercise("E1.5", "One spelling for a block", 6, _B, ("canonical",)),
        Exercise("E1.6", "A number that says how long it is", 6, _B, ("encode_varint", "decode_varint")),
        Exercise("E1.7", "Two ways to write a hash", 4, _B, ("to_display", "from_display")),
        Exercise("E1.8", "Eighty bytes", 8, _B, ("header_bytes",)),
        Exercise("E1.9", "One hash for a whole block", 10, _C, ("merkle_root",)),
        Exercise("E1.10", "Prove one payment", 12, _C, ("merkle_proof", "verify_proof")),
        Exercise("E1.11", "Two lists, one root", 6, _C, ("has_duplicate_subtree",)),
        Exercise("E1.12", "A block that points back", 8, _D, ("new_block",)),
        Exercise("E1.13", "Where is it broken?", 10, _D, ("first_broken",)),
        Exercise("E1.14", "Bug hunt", 10, _D, ("valid_chain",)),
    )
}


def exercise(name: str) -> Exercise:
    """The exercise of that name; ``ValueError`` names those there are."""
    if name not in EXERCISES:
        raise ValueError(f"{shown(name)} is no exercise; there are {', '.join(EXERCISES)}")
    return EXERCISES[name]
