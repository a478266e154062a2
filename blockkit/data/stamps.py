"""Real hashcash stamps, as people published them: true ones, and two that are not what they look like.

``stamps.json`` beside this file has each stamp with its source. Stamps are facts, which no licence covers;
where the page has one, it is named. Each is checked by its SHA-1 when it is loaded.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha1
from pathlib import Path

from blockkit.data import need_hash, rows_of
from blockkit.errors import shown

FILE = Path(__file__).with_name("stamps.json")

# What each stamp must hash to, by the name it has here.
SHA1 = {
    "2004": "00000f91d51a9c213f9b7420c35c62b5e818c23e",
    "2006": "00000a4a8bd07bddbdb0c4ea9ddb2d29b8d1cc5e",
    "2013": "00000b7c65ac70650eb8d4f034e86d7d5cd1852f",
    "2022": "000007d34438542d3e9ef45e28f81f624adc6eca",
    "2022-long": "0000012ed3e2dec1567f2550e96a9d181c676178",
    "copied": "1b018f52dd3b0a2d8487b0a12aee383eb4deb629",
    "misprinted": "73962361579e0e9309be0f8685d332a6732bea8a",
    "version-0": "00000000c70db7389f241b8f441fcf068aead3f0",
}


@dataclass(frozen=True, slots=True)
class RealStamp:
    """A stamp that somebody published."""

    name: str
    text: str
    note: str  # what it is
    source: str


def names() -> tuple[str, ...]:
    """The names of the stamps at hand."""
    return tuple(SHA1)


def real_stamp(name: str) -> str:
    """The text of a real stamp; ``ValueError`` names those at hand."""
    if name not in SHA1:
        raise ValueError(f"there is no stamp {shown(name)}; there are {', '.join(names())}")
    return real_stamps()[name].text


@cache
def real_stamps() -> dict[str, RealStamp]:
    """All stamps at hand, by name."""
    return load(FILE)


def load(path: Path) -> dict[str, RealStamp]:
    """Read and verify a file of stamps; :class:`Invalid` names what is damaged."""
    with rows_of(path) as rows:
        found = {name: RealStamp(name, **rows[name]) for name in SHA1}
        got = {name: sha1(stamp.text.encode("utf-8")).hexdigest() for name, stamp in found.items()}
    for name, expected in SHA1.items():
        need_hash(path, f"the stamp {name}", expected, got[name])
    return found
