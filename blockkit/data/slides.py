"""Three texts as the slides of a lecture print them, each with one typing error (E3.8).

What is right is in other files: the coinbase beside the coinbases, the payment in ``payments.json``, the
block's header in ``mainnet.json``. So that nobody mends the errors by accident, each text is checked by its
SHA-256 when it is loaded. The texts are facts of the chain, with an error; no licence covers them.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from blockkit.data import need_hash, rows_of
from blockkit.errors import shown

FILE = Path(__file__).with_name("slides.json")

# The SHA-256 of each text as it is printed, errors included.
SHA256 = {
    "coinbase": "348b94ea60fc1cb8e4be5b46fdf190d9886e9d73d251842d8e8ba04601f49400",
    "signature": "f2173d4e51c2d5c27b3657ea992476eeee95c91e2d27542b83df15c772e069d8",
    "previous hash": "cfbc2753c70052254d0569a43ca05e21c250060134832e87c550e2e6f7b6b75b",
}


def printed(name: str) -> str:
    """The hex digits as they are printed; ``ValueError`` names the texts at hand."""
    if name not in SHA256:
        raise ValueError(f"no text is called {shown(name)}; there are {', '.join(SHA256)}")
    return _texts()[name]


@cache
def _texts() -> dict[str, str]:
    return load_slides(FILE)


def load_slides(path: Path) -> dict[str, str]:
    """Read and verify a file of printed texts; :class:`Invalid` names what is damaged."""
    with rows_of(path) as rows:
        found = {name: str(rows[name]["text"]) for name in SHA256}
    for name, expected in SHA256.items():
        need_hash(path, f"the {name}", expected, sha256(found[name].encode()).hexdigest())
    return found
