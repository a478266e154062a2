"""The stamps of lesson 02a: hashcash version 1, the proof of work that is older than Bitcoin.

A stamp pays for an e-mail with work: ``1:bits:day:resource::rand:counter``. Its SHA-1 begins with as many
zero bits as the second part claims, and only trying finds a counter that makes it so. One hash checks it.

>>> mint_stamp("alice@example.org", 8, "090103", "8f1c2a")
'1:8:090103:alice@example.org::8f1c2a:327'

Toy rules: the fifth part, for extensions, stays empty; SHA-1, broken as a fingerprint since 2017, is the
stamp's own. Source: Adam Back, *Hashcash: a denial of service counter-measure* (2002), and the manual page
of the program ``hashcash``, which fixes the form of version 1.
"""

from collections.abc import Container
from hashlib import sha1
from itertools import count

PARTS = 7  # between colons
DAY = 6  # characters of the third part that name the day, YYMMDD; the time of day may follow
LONGEST_CLAIM = 3  # digits: SHA-1 has 160 bits, so nobody keeps a longer one


def zero_bits(stamp: str) -> int:
    """How many zero bits the SHA-1 of a stamp begins with."""
    return 160 - int.from_bytes(sha1(stamp.encode("utf-8")).digest(), "big").bit_length()


def mint_stamp(resource: str, bits: int, day: str, rand: str) -> str:
    """E2.3: a stamp for ``resource`` of ``bits`` zero bits or more; its counter is the smallest there is."""
    start = f"1:{bits}:{day}:{resource}::{rand}:"
    return next(stamp for counter in count() if zero_bits(stamp := f"{start}{counter}") >= bits)


def stamp_ok(stamp: str, resource: str, bits: int, days: Container[str], seen: set[str]) -> bool:
    """E2.3: does the stamp pay for a letter to ``resource``? If so, it is used up: ``seen`` remembers it."""
    parts = stamp.split(":")
    if len(parts) != PARTS or parts[0] != "1":
        return False
    claim, day, address = parts[1], parts[2][:DAY], parts[3]
    if not (claim.isascii() and claim.isdigit() and len(claim) <= LONGEST_CLAIM):
        return False
    if int(claim) < bits or zero_bits(stamp) < int(claim):
        return False
    if day not in days or address != resource or stamp in seen:
        return False
    seen.add(stamp)
    return True
