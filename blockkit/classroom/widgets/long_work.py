"""Work that takes seconds, as a task beside the notebook: it shows how far it is, and can be stopped.

The work is an iterator whose steps take some milliseconds each. Between two of them the kernel does whatever
else there is to do, for example hear that somebody pressed *Stop*. One piece of work runs at a time in the
whole notebook: a new one ends the one before.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from io import StringIO
from time import monotonic
from typing import Any, ClassVar

from blockkit.classroom.course_rules import CourseRules
from blockkit.classroom.drawing.figure import Figure
from blockkit.classroom.messages import say
from blockkit.classroom.trying.time_limit import TooLong
from blockkit.classroom.trying.trial import Trial, opened
from blockkit.classroom.widgets.kit import Explorer, Values, button

MOST_SECONDS = 8.0  # that a run takes
REDRAW = 0.1  # seconds between two redraws, at least
TURNS = 8  # of the kernel's loop between two steps: a message from the browser needs some


class LongWork:
    """Takes the steps of an iterator, in a task, and says what becomes of it.

    ``show`` is called with a step, at most ten times a second; ``ended`` once, with the last step and with
    why the work ended: "" by itself, "time", or "stopped"; ``failed`` with an error in any of this.
    """

    running: ClassVar["LongWork | None"] = None  # in this kernel

    def __init__(
        self,
        show: Callable[[Any], object],
        ended: Callable[[Any, str], object],
        failed: Callable[[BaseException], None],
    ) -> None:
        self.show, self.ended, self.failed = show, ended, failed
        self.most_seconds = MOST_SECONDS
        self.clock: Callable[[], float] = monotonic
        self.steps: Iterator[Any] | None = None  # while it runs
        self.latest: Any = None
        self.task: asyncio.Task[None] | None = None  # kept, or Python may throw it away

    def start(self, steps: Iterator[Any], trial: Trial) -> None:
        """Begin; what runs, here or in another widget, ends first. A student's functions run in ``trial``."""
        stop_all()
        loop = asyncio.get_running_loop()  # a kernel's; elsewhere there is none, and this is the error
        self.steps, self.latest = steps, None
        self.task = loop.create_task(self._run(steps, trial))
        LongWork.running = self

    def stop(self, why: str = "stopped") -> None:
        """End it now, between two steps."""
        if self.steps is None:
            return
        self.drop()
        try:
            self.ended(self.latest, why)
        except (Exception, TooLong) as error:
            self.failed(error)

    def drop(self) -> None:
        """End it, and say nothing."""
        if self.steps is not None:
            self.steps = LongWork.running = None

    async def _run(self, steps: Iterator[Any], trial: Trial) -> None:
        began = shown = self.clock()
        while self.steps is steps:
            try:
                with opened(trial), redirect_stdout(StringIO()):  # a student's print would fill the page
                    step = next(steps, None)
                if step is None:
                    return self.stop("")
                self.latest, now = step, self.clock()
                if now - began > self.most_seconds:
                    return self.stop("time")
                if now - shown >= REDRAW:
                    self.show(step)
                    shown = self.clock()
            except KeyboardInterrupt:
                return self.stop()
            except (Exception, TooLong) as error:
                self.drop()
                return self.failed(error)
            for _ in range(TURNS):
                await asyncio.sleep(0)
        return None


def stop_all() -> None:
    """End the work that runs in this kernel, if any does."""
    if LongWork.running is not None:
        LongWork.running.stop()


class Worker(Explorer):
    """An explorer with a button that starts long work, and stops it; nothing starts by itself.

    ``begin`` makes the steps, from the values and from where an unfinished run got to, or ``None``.
    ``draw`` gets ``so_far``: the last step, or ``None`` before there is one; at the start it gets ``first``.
    ``ending`` puts into a step why the work ended before its end. Once a control is moved, what was found is
    forgotten. ``word`` is the button's, and ``most_seconds`` what one press may take.
    """

    def __init__(
        self,
        name: str,
        rules: CourseRules,
        controls: Values,
        draw: Callable[..., Figure],
        stills: list[Values],
        follow: Callable[[str], None],
        begin: Callable[..., Iterator[Any]],
        ending: Callable[[Any, str], Any],
        draw_still: Callable[..., Figure],
        first: Any = None,
        word: str = "widget-mine",
        most_seconds: float = MOST_SECONDS,
    ) -> None:
        stop_all()  # the cell was run again
        self.begin, self.ending, self.first = begin, ending, first
        self.so_far: Any = first
        self.work = LongWork(self._show, self._ended, self._failed)
        self.work.most_seconds = most_seconds
        self.word = word  # on the button while nothing runs
        self.work_button = button(word, self.press)
        super().__init__(
            name,
            rules,
            controls,
            [lambda **values: draw(**values, so_far=self.so_far)],
            stills,
            follow,
            draw_still=[draw_still],
            buttons=[self.work_button],
        )

    def press(self, _: object = None) -> None:
        """Start, stop, or go on, whatever the button says."""
        if self.work.steps is not None:
            self.work.stop()
            return
        with self._reporting():
            unfinished = self.so_far if self._unfinished else None
            self.work.start(self.begin(**self.values, rules=self.rules, so_far=unfinished), self.trial)
            self._say("widget-stop")

    @property
    def _unfinished(self) -> bool:
        return self.so_far not in (None, self.first) and self.so_far.ended != "done"

    def _show(self, step: Any) -> None:
        self.so_far = step
        if not self.pictures[0].behind:
            self.redraw()

    def _ended(self, step: Any, why: str) -> None:
        if step is not None:
            self.so_far = self.ending(step, why) if why else step
        self._say("widget-go-on" if self._unfinished else self.word)
        self.redraw()

    def _failed(self, error: BaseException) -> None:
        self.so_far = None
        self._say(self.word)
        self.pictures[0].show_problem(error)

    def _say(self, key: str) -> None:
        self.work_button.description = say(key)

    def changed(self, key: str, change: object = None) -> None:
        """A control was moved: forget what was found for the old values."""
        if not self._quiet:
            self._forget()
        super().changed(key, change)

    def reset(self, button: object = None) -> None:
        """As at the beginning."""
        self._forget()
        self.so_far = self.first
        super().reset(button)

    def _forget(self) -> None:
        self.work.drop()
        self.so_far = None
        self._say(self.word)

    def outputs(self) -> list[Values]:
        """As of any explorer; and nothing runs when it is shown again, here or elsewhere."""
        stop_all()
        return super().outputs()
