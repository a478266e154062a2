"""A short run of the fuzzer; `make soak` makes a million cases of it."""

from tests.library.fuzzing import fuzz


def test_random_input_raises_nothing_but_our_errors():
    refused = fuzz(cases=6_000, seed=1)
    assert 1_000 < refused < 5_800
