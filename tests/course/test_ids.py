"""No id is ever used again for something else."""

import pytest

from autograder.authoring import ids

USED, REGISTER = ids.in_use(), ids.register()


def test_every_id_in_use_is_in_the_register_and_none_of_them_is_retired():
    missing = [key for key in USED if key not in REGISTER]
    assert not missing, "run python -m autograder.authoring.ids and commit ids.txt"
    again = [key for key in USED if REGISTER[key].startswith(ids.RETIRED)]
    assert not again, "choose other ids: these were retired"


def test_what_is_gone_is_marked_as_retired():
    unmarked = [key for key, what in REGISTER.items() if key not in USED and not what.startswith(ids.RETIRED)]
    assert not unmarked, "run python -m autograder.authoring.ids and commit ids.txt"


def test_the_file_is_what_the_command_writes():
    assert ids.REGISTER.read_text(encoding="utf-8") == ids.text_of(ids.updated(REGISTER, USED))


def test_every_kind_of_id_is_there():
    for key in [
        ("cell", "01c-setup"),
        ("cell", "E1_9-hidden"),
        ("visible", "E1.9/four"),
        ("message", "kept"),
    ]:
        assert key in USED and key in REGISTER
    assert REGISTER["cell", "01c_merkle-001"] == "retired: now 01c-setup"


@pytest.mark.parametrize("key", [("cell", "01c-setup"), ("visible", "E1.9/four"), ("message", "kept")])
def test_an_id_that_is_gone_is_retired_and_never_comes_back(key):
    what = USED[key]
    left = {other: word for other, word in USED.items() if other != key}
    gone = ids.updated(dict(USED), left)
    assert gone[key] == f"retired: {what}"
    assert ids.updated(gone, left) == gone
    with pytest.raises(ids.UsedAgain, match=f"the {key[0]} id {key[1]} was retired and is in use again"):
        ids.updated(gone, USED)


def test_a_new_id_is_added_with_a_word_on_what_it_is():
    new = ("visible", "E9.9/new")
    assert ids.updated(REGISTER, USED | {new: "a new one"})[new] == "a new one"


def test_each_visible_check_has_three_to_six_properties():
    owners = [own_id.split("/")[0] for kind, own_id in USED if kind == "visible"]
    assert all(3 <= owners.count(owner) <= 6 for owner in owners)
