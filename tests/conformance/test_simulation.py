"""The simulation beside published tables: the measured world, and stale blocks by block interval."""

import json

import pytest

from blockkit.simulation.world import YEARS, _tables
from tests.simulation.test_spread import SECONDS, at_interval

WORLD, INTERVALS = "network/simblock_params.json", "network/gervais_interval.json"


@pytest.mark.vector(
    WORLD, rows=13, applied=8, note="delays, bandwidths and regions of Bitcoin in 2015 and 2019, as shipped"
)
def test_the_world_that_is_shipped_is_the_measured_one(vectors):
    published, ours = json.loads((vectors / WORLD).read_text("utf-8")), _tables()
    assert len(published) == 2 + 13  # source, regions, and so many tables
    for year in YEARS:
        assert ours["latency"][year] == published[f"latency_ms_{year}"]
        assert ours["upload"][year] == published[f"upload_bps_{year}"][:6]
        assert ours["download"][year] == published[f"download_bps_{year}"][:6]
        assert ours["share"][year] == published[f"region_share_bitcoin_{year}"]
    assert len(ours["regions"]) == len(published["regions"]) == 6


@pytest.mark.slow
@pytest.mark.vector(
    INTERVALS,
    rows=44,
    applied=6,
    note="the stale rate of *standard* within a third, from 10 minutes to 0.5 s",
)
def test_stale_blocks_by_interval(vectors):
    """Shape, not decimals: the net behind the table is known only by and large."""
    tables = json.loads((vectors / INTERVALS).read_text("utf-8"))["tables"]
    assert sum(map(len, tables.values())) == 44
    printed = {row[0]: float(row[7].rstrip("%")) / 100 for row in tables["standard"]}
    for name, seconds in SECONDS.items():
        assert abs(at_interval("standard", seconds).stale_rate / printed[name] - 1) < 1 / 3
