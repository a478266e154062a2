"""The verdicts on one exercise, counted, and how they are shown."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from autograder.mutants import measure
from autograder.mutants.measure import Verdict
from blockkit.classroom import lessons

ENOUGH = 0.95  # of the wrong solutions must fall to the hidden check


@dataclass(slots=True)
class Row:
    """The verdicts on one exercise, counted."""

    exercise: str
    verdicts: list[Verdict] = field(default_factory=list)

    def _of(self, right: bool) -> list[Verdict]:
        return [v for v in self.verdicts if v.solution.right is right]

    @property
    def wrong(self) -> list[Verdict]:
        """What became of the wrong solutions."""
        return self._of(right=False)

    @property
    def survivors(self) -> list[Verdict]:
        """Wrong solutions that got full hidden points."""
        return [v for v in self.wrong if not v.hidden]

    @property
    def visible_survivors(self) -> list[Verdict]:
        """Wrong solutions that got full visible points."""
        return [v for v in self.wrong if not v.visible]

    @property
    def rejected(self) -> list[Verdict]:
        """Right solutions that did not get full points."""
        return [v for v in self._of(right=True) if v.visible or v.hidden]

    @property
    def missed(self) -> list[Verdict]:
        """Wrong solutions that fell, but not to the property they name."""
        return [v for v in self.wrong if v.hidden and not v.caught_as_said]

    @property
    def unnamed(self) -> list[Verdict]:
        """Wrong solutions of ours that name no property."""
        return [v for v in self.wrong if v.solution.ours and not v.solution.caught_by]

    def as_json(self) -> dict[str, object]:
        """The row as the gate of another machine reads it."""
        measured = not measure.missing(self.exercise)
        return {
            "exercise": self.exercise,
            "wrong_total": len(self.wrong),
            "visible_killed": len(self.wrong) - len(self.visible_survivors) if measured else None,
            "hidden_killed": len(self.wrong) - len(self.survivors),
            "right_total": len(self._of(right=True)),
            "right_rejected": len(self.rejected),
            "survivors": _names(self.survivors),
            "visible_survivors": _names(self.visible_survivors) if measured else None,
            "rejected": {v.solution.name: [*(v.visible or ()), *v.hidden] for v in self.rejected},
            "killed_by": {v.solution.name: list(v.hidden) for v in self.wrong if v.hidden},
            "visible_killed_by": {v.solution.name: list(v.visible) for v in self.wrong if v.visible},
            "not_as_said": _names(self.missed),
            "solutions": [self._solution_as_json(verdict) for verdict in self.verdicts],
        }

    def _solution_as_json(self, verdict: Verdict) -> dict[str, object]:
        """One solution: its points, and the ids and sentences of the properties that did not hold."""
        shown = lessons.exercise(self.exercise)
        scores = [score for score in (verdict.visible_score, verdict.hidden_score) if score is not None]
        return {
            "name": verdict.solution.name,
            "right": verdict.solution.right,
            "visible_score": verdict.visible_score,
            "hidden_score": verdict.hidden_score,
            "score": round(sum(scores), 2) if scores else None,
            "points": shown.visible_points + shown.hidden_points,
            "visible": _with_sentences(verdict.visible, measure.visible_sentences(self.exercise)),
            "hidden": _with_sentences(verdict.hidden, measure.hidden_sentences(self.exercise)),
        }

    def complaints(self) -> Iterator[str]:
        """What the gate finds wrong here, one sentence each."""
        if self.wrong and len(self.survivors) > (1 - ENOUGH) * len(self.wrong):
            share = 1 - len(self.survivors) / len(self.wrong)
            yield f"{self.exercise}: the hidden check catches only {share:.0%} of the wrong solutions"
        for verdict in self.rejected:
            failed = "; ".join([*(verdict.visible or ()), *verdict.hidden])
            yield f"{self.exercise}: {verdict.solution.name} is right, but rejected by: {failed}"
        for verdict in self.missed:
            yield (
                f"{self.exercise}: {verdict.solution.name} should be caught by "
                f"“{verdict.solution.caught_by}”; it was caught by: {'; '.join(verdict.hidden)}"
            )
        for verdict in self.survivors:
            if verdict.solution.ours:
                yield f"{self.exercise}: no hidden property catches {verdict.solution.name}"
        for verdict in self.unnamed:
            yield f"{self.exercise}: {verdict.solution.name} does not say what it is caught by"
        if reason := measure.missing(self.exercise):
            yield reason


def _names(verdicts: Iterable[Verdict]) -> list[str]:
    return [verdict.solution.name for verdict in verdicts]


def _with_sentences(
    failed: Iterable[str] | None, sentences: Mapping[str, str]
) -> list[dict[str, str]] | None:
    if failed is None:
        return None
    return [{"id": own_id, "sentence": sentences.get(own_id, own_id)} for own_id in failed]


# ---- what to print -------------------------------------------------------------------------------


def table(rows: list[Row]) -> Iterator[str]:
    """One line an exercise, and a sum."""
    yield "exercise   wrong   visible kills   hidden kills   right   rejected   survive the hidden check"
    wrong = killed = right = rejected = 0
    for row in rows:
        data = row.as_json()
        visible = data["visible_killed"]
        total, hidden = len(row.wrong), len(row.wrong) - len(row.survivors)
        rights, turned_away = len(row.verdicts) - total, len(row.rejected)
        yield (
            f"{row.exercise:<8} {total:>7} {_share(visible, total):>15} {_share(hidden, total):>14} "
            f"{rights:>7} {turned_away:>10}   {', '.join(_names(row.survivors)) or '–'}"
        )
        wrong, killed = wrong + total, killed + hidden
        right, rejected = right + rights, rejected + turned_away
    yield f"{'all':<8} {wrong:>7} {'':>15} {_share(killed, wrong):>14} {right:>7} {rejected:>10}"


def _share(some: object, of: int) -> str:
    if not isinstance(some, int):
        return "no check"
    return f"{some} ({some / of:.0%})" if of else "–"


def details(rows: list[Row]) -> Iterator[str]:
    """Which property caught what: with sentences and points where it was tried just now, else ids alone."""
    for row in rows:
        visible, hidden = measure.visible_sentences(row.exercise), measure.hidden_sentences(row.exercise)
        yield f"\n{row.exercise}"
        for verdict in row.verdicts:
            one = verdict.solution
            title = f"  {'right' if one.right else 'wrong'}  {one.name}"
            if one.right and not verdict.visible and not verdict.hidden:
                yield f"{title}: full points"
            elif verdict.hidden_score is None:
                ids = _ids(verdict.visible, visible), _ids(verdict.hidden, hidden)
                yield f"{title}: visible {ids[0]}; hidden {ids[1]}"
            else:
                yield f"{title}: {_points(verdict)}"
                yield from _failed("visible", verdict.visible, visible)
                yield from _failed("hidden", verdict.hidden, hidden)
            if verdict in row.missed:
                yield f"         NOT caught by what it names: {one.caught_by}"


def _ids(failed: tuple[str, ...] | None, sentences: Mapping[str, str]) -> str:
    """The ids in a row; where none holds, that is all there is to say."""
    if failed is None:
        return "not tried"
    return "every property" if set(failed) == set(sentences) else ", ".join(failed) or "full points"


def _points(verdict: Verdict) -> str:
    """The points earned, visible and hidden, of those there are."""
    shown = lessons.exercise(verdict.solution.exercise)
    scores = [(verdict.visible_score, shown.visible_points), (verdict.hidden_score, shown.hidden_points)]
    return " + ".join(f"{score:g} of {most:g}" for score, most in scores if score is not None) + " points"


def _failed(check: str, failed: tuple[str, ...] | None, sentences: Mapping[str, str]) -> Iterator[str]:
    """A line for each property that did not hold."""
    if not failed or set(failed) == set(sentences):
        yield f"         {check:<7}  {_ids(failed, sentences)}"
        return
    for own_id in failed:
        sentence = sentences.get(own_id, own_id)
        yield f"         {check:<7}  {own_id if own_id == sentence else f'{own_id} ({sentence})'}"
