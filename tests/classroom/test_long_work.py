"""Long work as a task: it starts when asked, shows how far it is, stops at once, and fails in the open."""

import asyncio
import time
from itertools import count

import pytest

pytest.importorskip("anywidget")

from blockkit.classroom import widgets
from blockkit.classroom.course_rules import REFERENCE
from blockkit.classroom.messages import say
from blockkit.classroom.mining import SLICE, Mined, target_of
from blockkit.classroom.shapes import find_nonce as reference
from blockkit.classroom.trying.time_limit import TooLong
from blockkit.classroom.trying.trial import Trial
from blockkit.classroom.widgets import kit
from blockkit.classroom.widgets.long_work import MOST_SECONDS, LongWork

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(autouse=True)
def nothing_runs():
    """No test leaves work behind for the next one."""
    LongWork.running = None
    yield
    assert LongWork.running is None
    LongWork.running = None


class Seen:
    """A piece of long work, and what was heard of it."""

    def __init__(self):
        self.shown, self.ends, self.errors = [], [], []
        self.work = LongWork(
            self.shown.append, lambda step, why: self.ends.append((step, why)), self.errors.append
        )

    def start(self, steps):
        self.work.start(iter(steps), Trial())


@pytest.fixture(autouse=True)
def no_other_loop():
    """Playwright, where a browser's test ran before in this process, leaves a loop that counts as running."""
    other = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(other)


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 60))


async def until(condition):
    while not condition():
        await asyncio.sleep(0)


def test_work_ends_by_itself():
    seen = Seen()

    async def main():
        seen.start(range(1, 50))
        assert not seen.ends  # nothing before the kernel has a turn
        await seen.work.task

    run(main())
    assert seen.ends == [(49, "")] and not seen.errors


def test_it_is_shown_ten_times_a_second_and_no_oftener():
    seen = Seen()
    ticks = count()
    seen.work.clock = lambda: next(ticks) * 0.02  # two looks at the clock for each drawing, else one

    async def main():
        seen.start(range(1, 101))
        await seen.work.task

    run(main())
    assert 15 <= len(seen.shown) <= 20 and seen.ends == [(100, "")]


def test_it_is_bounded_by_the_clock():
    seen, now = Seen(), [0.0]
    seen.work.clock = lambda: now[0]

    def steps():
        for second in count(1):
            now[0] = float(second)
            yield second

    async def main():
        seen.start(steps())
        await seen.work.task

    run(main())
    assert seen.ends == [(int(MOST_SECONDS) + 1, "time")]


def test_stop_is_heard_between_two_steps():
    seen = Seen()

    async def main():
        seen.start(count(1))
        await until(lambda: (seen.work.latest or 0) > 20)
        seen.work.stop()
        assert seen.ends == [(seen.work.latest, "stopped")]  # at once
        last = seen.work.latest
        await seen.work.task
        assert seen.work.latest == last
        seen.work.stop()  # and a second time is nothing

    run(main())
    assert len(seen.ends) == 1 and not seen.errors


def test_others_get_their_turns():
    seen, turns = Seen(), []

    async def other():
        while True:
            turns.append(seen.work.latest)
            await asyncio.sleep(0)

    async def main():
        task = asyncio.get_running_loop().create_task(other())
        seen.start(range(1, 20))
        await seen.work.task
        task.cancel()

    run(main())
    assert set(range(1, 19)) <= set(turns)


@pytest.mark.parametrize("error", [RuntimeError("lost"), TooLong("late")])
def test_an_error_in_a_step_is_not_swallowed(error):
    seen = Seen()

    def steps():
        yield 1
        raise error

    async def main():
        seen.start(steps())
        await seen.work.task

    run(main())
    assert seen.errors == [error] and not seen.ends


def test_an_error_in_showing_or_ending_is_not_swallowed():
    error = RuntimeError("no picture")

    def broken(*args):
        raise error

    async def main(work):
        work.start(iter(range(1, 3)), Trial())
        await work.task

    for show, ended in ((broken, lambda *args: None), (lambda *args: None, broken)):
        errors = []
        work = LongWork(show, ended, errors.append)
        ticks = count()
        work.clock = lambda ticks=ticks: next(ticks) * 0.2
        run(main(work))
        assert errors == [error]


def test_an_interrupt_of_the_kernel_stops_it():
    seen = Seen()

    def steps():
        yield 1
        raise KeyboardInterrupt

    async def main():
        seen.start(steps())
        await seen.work.task

    run(main())
    assert seen.ends == [(1, "stopped")]


def test_one_at_a_time():
    one, other = Seen(), Seen()

    async def main():
        one.start(count(1))
        await until(lambda: one.work.latest)
        other.start(range(5))
        assert one.ends == [(one.work.latest, "stopped")] and LongWork.running is other.work
        first = one.work.task
        await other.work.task
        await first
        one.start(count(1))
        await until(lambda: one.work.latest)
        one.start(range(3))  # the same again
        await one.work.task

    run(main())
    assert other.ends == [(4, "")] and [why for _, why in one.ends] == ["stopped", "stopped", ""]


def test_a_print_in_a_step_is_not_on_the_page(capsys):
    seen = Seen()

    async def main():
        seen.start(print("tried") or n for n in range(1, 4))
        await seen.work.task

    run(main())
    assert capsys.readouterr().out == "" and seen.ends == [(3, "")]


# ---- the mining slider ---------------------------------------------------------------------------


def sentence(widget):
    return widget.pictures[0].drawn["sentence"]


def label(widget):
    return widget.work_button.description


async def finished(widget):
    await until(lambda: widget.work.steps is None)


def test_a_browser_that_is_slow_or_far_away_gets_no_more_than_it_shows(monkeypatch):
    widget, now = widgets.mining(), [100.0]
    monkeypatch.setattr(kit, "monotonic", lambda: now[0])
    picture, step = widget.pictures[0], Mined(target_of(12.0), 1, tries=1)
    widget.redraw()
    assert picture.behind
    turn = picture.turn
    widget._show(step)
    assert picture.turn == turn and widget.so_far is step
    picture.seen = turn  # it has shown it
    widget._show(step)
    assert picture.turn == turn + 1 and "Mining at" in sentence(widget)
    now[0] += 1.1  # it says nothing: perhaps nobody looks
    widget._show(step)
    assert picture.turn == turn + 2


def test_nothing_is_mined_before_the_button_is_pressed():
    calls = []
    widget = widgets.mining(REFERENCE.filled({"find_nonce": lambda *args: calls.append(args)}))
    widget.outputs()
    widget.controls["zero_bits"].value = 13.0
    assert not calls and widget.work.task is None and "nothing is tried yet" in sentence(widget)


def test_mine():
    calls = []

    def find_nonce(*args):
        calls.append(args)
        return reference(*args)

    widget = widgets.mining(REFERENCE.using(find_nonce))

    async def main():
        widget.controls["zero_bits"].value, widget.controls["blocks"].value = 13.0, 2
        widget.press()
        assert label(widget) == say("widget-stop")
        await finished(widget)

    run(main())
    assert "At 13.0 zero bits 2 blocks took 8,604 tries" in sentence(widget) and len(calls) == 2
    assert label(widget) == say("widget-mine") and "stands in" not in widget.pictures[0].drawn["top"]
    before = sentence(widget)
    run(press_and_finish(widget))
    assert sentence(widget) == before and len(calls) == 4  # from the beginning again


async def press_and_finish(widget):
    widget.press()
    await finished(widget)


def test_stop_and_go_on():
    widget = widgets.mining()

    async def main():
        widget.controls["zero_bits"].value = 20.0
        widget.press()
        await until(lambda: widget.work.latest)
        started = time.monotonic()
        widget.press()
        assert time.monotonic() - started < 0.3
        assert sentence(widget).startswith("Stopped after ") and label(widget) == say("widget-go-on")
        tries = widget.so_far.tries
        assert tries % SLICE == 0
        widget.press()
        await until(lambda: widget.work.latest)
        assert widget.work.latest.tries == tries + SLICE
        widget.press()

    run(main())


def test_a_moved_control_ends_the_run_and_forgets_it():
    widget = widgets.mining()

    async def main():
        widget.controls["zero_bits"].value = 20.0
        widget.press()
        await until(lambda: widget.work.latest)
        widget.controls["zero_bits"].value = 19.0
        assert widget.work.steps is None and widget.so_far is None
        assert "At 19.0 zero bits" in sentence(widget) and label(widget) == say("widget-mine")
        widget.press()
        await until(lambda: widget.work.latest)
        widget.reset_button.click()
        assert widget.work.steps is None and "1 block took 4,201 tries" in sentence(widget)

    run(main())


def test_the_same_cell_again_ends_the_run():
    widget = widgets.mining()

    async def main():
        for again in (widget.outputs, widgets.mining):
            widget.controls["zero_bits"].value = 20.0
            widget.controls["zero_bits"].value = 19.9
            widget.press()
            await until(lambda: widget.work.latest)
            again()
            assert widget.work.steps is None and sentence(widget).startswith("Stopped after ")

    run(main())


def test_a_function_that_raises_or_never_ends_does_not_stop_the_widget():
    def endless(*args):
        while True:
            pass

    def broken(*args):
        raise ZeroDivisionError("mine")

    for function, why in (
        (endless, "had not ended after 0.25 seconds"),
        (broken, "it raised ZeroDivisionError"),
    ):
        widget = widgets.mining(REFERENCE.filled({"find_nonce": function}))
        run(press_and_finish(widget))
        assert "1 block took 4,201 tries" in sentence(widget)
        top = widget.pictures[0].drawn["top"]
        assert "the reference stands in for your find_nonce" in top and why in top


def test_an_error_in_the_picture_is_seen_and_ends_the_run(monkeypatch):
    widget = widgets.mining()
    monkeypatch.setattr(widget, "begin", lambda **values: iter([1, 2]))  # no Mined at all
    run(press_and_finish(widget))
    assert 'role="alert"' in widget.pictures[0].drawn["top"] and label(widget) == say("widget-mine")


def test_outside_of_a_kernel_it_says_that_it_cannot_start():
    widget = widgets.mining()
    widget.press()
    assert "no running event loop" in widget.pictures[0].drawn["top"] and widget.work.steps is None


def test_few_blocks_where_a_block_is_dear():
    widget = widgets.mining()
    zero_bits, blocks = widget.controls["zero_bits"], widget.controls["blocks"]
    blocks.value = 20
    zero_bits.value = 16.1
    assert (blocks.value, blocks.max, blocks.unit) == (3, 3, "of at most 3")
    zero_bits.value = 16.0
    assert (blocks.value, blocks.max) == (20, 30)
    zero_bits.value = 18.0
    blocks.value = 2
    zero_bits.value = 9.0
    assert blocks.value == 2


def test_the_rate_is_measured_once_and_only_in_the_living_widget():
    from blockkit.classroom.widgets import lesson02a_mining as lesson

    lesson.tries_a_second.cache_clear()
    widget = widgets.mining_time()
    assert 1_000 < lesson.tries_a_second() < 10**9
    widget.controls["power"].value = 3
    assert lesson.tries_a_second.cache_info().misses == 1
    live = widget.draw[0](zero_bits=32.0, power=0, rules=REFERENCE)
    assert "measured just now" in live.pictures[0].svg and f"{lesson.tries_a_second():,}" in live.sentence
    assert all("measured" not in figure.pictures[0].svg for figure in widget.still().figures)
    assert widget.still().text.count("1,000,000 tries a second") == 4
