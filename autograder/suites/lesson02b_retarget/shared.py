"""What several suites of lesson 02b ask with."""

from dataclasses import replace

from blockkit.data.targets import real_retargets
from blockkit.params import CLASSROOM

CHANGES = real_retargets()
REAL_BITS = sorted({one.new_bits for one in CHANGES})
ODD_CHAIN = replace(CLASSROOM, name="odd", retarget_blocks=7, block_seconds=8, pow_limit=2**200 - 1)
SHORT_CHAIN = replace(
    ODD_CHAIN, name="short", retarget_blocks=1, block_seconds=15
)  # no four divides its plan
