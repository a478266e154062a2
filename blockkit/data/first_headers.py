"""The headers of blocks 0 to 2,016, whole: Bitcoin's first period, and the block after its first change.

``first_headers.bin`` beside this file holds 40 bytes a header: Merkle root, time and nonce. The other 40 need
no file, since they follow: the version is 1, the bits are those of block 0, and ``prev_block`` is the hash of
the header before. So one id, that of block 2,016, vouches for each of the 2,017 headers.

Headers are facts, which no licence covers; these were collected in bitcoinX's tests (MIT).
"""

from functools import cache
from pathlib import Path

from blockkit.block import Header
from blockkit.data import need_hash
from blockkit.errors import Invalid
from blockkit.hashing import to_display

FILE = Path(__file__).with_name("first_headers.bin")
LAST_ID = "00000000a141216a896c54f211301c436e557a8d55900637bbdce14c6c7bddef"  # of block 2,016
BITS = 0x1D00FFFF
ROW = 40  # bytes a header takes in the file: 32 + 4 + 4


@cache
def first_headers() -> tuple[Header, ...]:
    """The 2,017 headers, lowest first."""
    return load(FILE)


def load(path: Path) -> tuple[Header, ...]:
    """Read and verify a file of headers; :class:`Invalid` says that it is damaged."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Invalid(
            "damaged-data-file", f"{path.name} cannot be read ({error!r}); install blockkit again"
        ) from error
    headers: list[Header] = []
    previous = bytes(32)
    for at in range(0, len(data), ROW):
        row = data[at : at + ROW]
        time, nonce = int.from_bytes(row[32:36], "little"), int.from_bytes(row[36:], "little")
        headers.append(Header(1, previous, row[:32].ljust(32, b"\0"), time, BITS, nonce))
        previous = headers[-1].hash
    need_hash(path, "its last header", LAST_ID, to_display(previous))
    return tuple(headers)
