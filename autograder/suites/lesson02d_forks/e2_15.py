"""E2.15: what a double spender does next."""

from collections.abc import Iterable

from autograder.suites.common import Student, hidden_property, seeded
from autograder.suites.lesson02d_forks.shared import word
from blockkit.classroom.properties import gives, holds
from blockkit.classroom.trying.for_checks import call
from blockkit.errors import shown


def _says(attacker_move: Student, cases: Iterable[tuple[int, int, int]]) -> None:
    for case in cases:
        gives(word(*case), attacker_move, *case)


@hidden_property("E2.15", "small-cases", "small numbers of blocks, up to twelve on either side", weight=2)
def _small(attacker_move: Student) -> None:
    _says(
        attacker_move,
        ((h, s, z) for z in (1, 2, 3, 8) for h in (0, 1, 2, 3, 6, 9, 12) for s in (*range(5), 7, 10, 13)),
    )
    _says(attacker_move, ((h, h + 1, z) for z in (4, 6) for h in range(13)))


@hidden_property("E2.15", "delivery", "nothing is published before the goods are delivered", weight=2)
def _delivery(attacker_move: Student) -> None:
    for z in (1, 2, 6, 12, 100):
        for ahead in (1, 2, 5, 60):
            _says(attacker_move, ((h, h + ahead, z) for h in (0, z - 1, z, z + 1)))


@hidden_property("E2.15", "level", "at equal length nothing is published: everybody stays", weight=2)
def _level(attacker_move: Student) -> None:
    for z in (1, 3, 6):
        _says(attacker_move, ((h, h + more, z) for h in (z, z + 1, 20, 70) for more in (-1, 0, 1)))


@hidden_property("E2.15", "stop", "he stops at 50 behind, not at 49, delivered or not", weight=2)
def _stop(attacker_move: Student) -> None:
    for secret in (0, 1, 7, 40, 1000):
        for z in (1, 6, 100, 2000):
            _says(attacker_move, ((secret + behind, secret, z) for behind in (48, 49, 50, 51, 400)))


@hidden_property("E2.15", "one-and-hundred", "a merchant who waits for one block, or for a hundred")
def _far(attacker_move: Student) -> None:
    _says(attacker_move, [(0, 0, 1), (0, 1, 1), (1, 1, 1), (1, 2, 1), (1, 0, 1), (0, 9, 1)])
    _says(attacker_move, [(99, 100, 100), (100, 100, 100), (100, 101, 100), (100, 51, 100), (100, 50, 100)])


@hidden_property("E2.15", "games", "whole games: with 60 % he always robs the merchant, once delivered")
def _games(attacker_move: Student) -> None:
    said: dict[tuple[int, int, int], object] = {}
    for z in (1, 2, 4):
        for game in range(15):
            rng, honest, secret = seeded(f"game {z} {game}"), 0, 1
            while honest < 200:
                case = honest, secret, z
                if case not in said:
                    said[case] = call(attacker_move, *case)
                if said[case] != "mine":
                    break
                his = rng.random() < 0.6
                honest, secret = honest + (not his), secret + his
            right = said[case] == "publish" and honest >= z and secret > honest
            holds(right, f"a game ended with {shown(said[case])} at {honest} to {secret}, z = {z}")
    gives("stop", attacker_move, 50, 0, 1)
