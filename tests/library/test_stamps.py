"""The real stamps that are shipped: what they hash to, and a damaged file."""

import json
from hashlib import sha1

import pytest

from blockkit.data import stamps
from blockkit.errors import Invalid


def test_they_are_the_published_ones(vectors):
    published = {row["stamp"]: row for row in json.loads((vectors / "network" / "hashcash.json").read_text())}
    for name, stamp in stamps.real_stamps().items():
        assert published[stamp.text]["sha1"] == stamps.SHA1[name] == sha1(stamp.text.encode()).hexdigest()
        assert stamp.note and stamp.source
    assert len(stamps.names()) == 8


def test_a_stamp_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="there is no stamp '1999'; there are 2004, 2006"):
        stamps.real_stamp("1999")


def test_one_changed_letter_is_noticed(tmp_path):
    path = tmp_path / "stamps.json"
    path.write_text(stamps.FILE.read_text().replace("adam", "anni", 1))
    with pytest.raises(Invalid, match="the stamp 2006 should hash to 00000a4a8bd0"):
        stamps.load(path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"2004": "x"}', '{"2004": {"text": 5}}'])
def test_a_file_that_is_none_is_said_so(tmp_path, text):
    path = tmp_path / "stamps.json"
    path.write_text(text)
    with pytest.raises(Invalid, match="cannot be read"):
        stamps.load(path)
