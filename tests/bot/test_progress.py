"""What is seen of an ingest while it runs."""

from __future__ import annotations

import io

from rich.console import Console

from bot import progress
from bot.progress import watched
from bot.requests import Watch


def followed(*, tty: bool) -> str:
    file = io.StringIO()
    with watched(Console(file=file, force_terminal=tty, width=100, markup=False, highlight=False)) as watch:
        _an_ingest(watch)
    return file.getvalue()


def _an_ingest(watch: Watch) -> None:
    watch.say("There is no [b]library[/b] yet.")
    watch.started(2)
    watch.source("reports/\x1b[2Ja.pdf", 1)
    watch.embedding(32, 640)
    watch.source("reports/b.pdf", 2)
    watch.embedding(640, 640)


def test_in_a_file_each_source_is_a_line() -> None:
    assert followed(tty=False) == "There is no [b]library[/b] yet.\n1/2 reports/[2Ja.pdf\n2/2 reports/b.pdf\n"


def test_long_embedding_says_how_far_it_is_from_time_to_time() -> None:
    file = io.StringIO()
    lines = progress.Lines(Console(file=file))
    lines.embedding(1, 640)
    lines._said_at -= progress.SECONDS_BETWEEN_LINES
    lines.embedding(320, 1640)
    lines.embedding(330, 1640)
    assert file.getvalue() == "320 of 1,640 passages embedded\n"


def test_on_a_terminal_bars_move_and_are_gone_at_the_end() -> None:
    shown = followed(tty=True)
    assert "There is no [b]library[/b] yet." in shown
    assert "640/640" in shown
    assert shown.endswith("\x1b[2K")
    assert "\x1b[2Ja" not in shown


def test_bars_are_gone_too_when_the_work_fails() -> None:
    console = Console(file=io.StringIO(), force_terminal=True)
    try:
        with watched(console) as watch:
            watch.started(1)
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        assert not console._live_stack
