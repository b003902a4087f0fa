"""When sources are looked at, and how pauses grow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ingest.settings import IngestSettings
from ingest.timing import Schedule, check, next_look, trouble
from knowledge.errors import InvalidSettings
from knowledge.sources import Details, Look, Source, Trouble

WEDNESDAY = datetime(2026, 3, 4, 12, 10).astimezone()  # the machine's own time, as cron has it
ADDED = datetime(2026, 3, 1, tzinfo=UTC)


def after(written: str, moment: datetime = WEDNESDAY) -> str:
    found = Schedule(written).after(moment)
    assert found
    return f"{found.astimezone():%a %d %H:%M}"


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("every 6h", "Wed 04 18:10"),
        ("every 6 hours", "Wed 04 18:10"),
        ("Every  90m", "Wed 04 13:40"),
        ("every day", "Thu 05 12:10"),
        ("every 2w", "Wed 18 12:10"),
        ("30 6 * * 1-5", "Thu 05 06:30"),
        ("0 6 * * 0", "Sun 08 06:00"),
        ("0 6 * * 7", "Sun 08 06:00"),
        ("0 6 * * sat", "Sat 07 06:00"),
        ("0 6 * * 5-7", "Fri 06 06:00"),
        ("0 6 * * 2/2", "Thu 05 06:00"),
        ("*/15 * * * *", "Wed 04 12:15"),
        ("0 6 1 * *", "Wed 01 06:00"),
        ("0 6 15 * 5", "Fri 06 06:00"),
        ("@daily", "Thu 05 00:00"),
    ],
)
def test_the_next_time_is_what_cron_or_the_words_say(written: str, at: str) -> None:
    assert after(written) == at


def test_day_and_weekday_are_alternatives_as_in_cron() -> None:
    """On the 15th, and also on every Friday."""
    assert after("0 6 15 * 5", WEDNESDAY.replace(day=14)) == "Sun 15 06:00"


def test_the_moment_itself_is_not_after_it() -> None:
    at = WEDNESDAY.replace(hour=6, minute=30)
    assert after("30 6 * * *", at) == "Thu 05 06:30"


@pytest.mark.parametrize(
    "written", ["", "sometimes", "every 0h", "every 3000d", "6h", "61 * * * *", "* * * * 9", "* * * *", "0 0 * * foo"]
)
def test_what_is_no_schedule_is_refused_with_how_it_should_be(written: str) -> None:
    with pytest.raises(InvalidSettings, match=r"(as every 6h|write every 6h|correct that field)"):
        Schedule(written)


def test_a_day_that_never_comes_is_refused() -> None:
    with pytest.raises(InvalidSettings, match="never comes"):
        check("0 0 31 2 *", WEDNESDAY)


# -- a source's turn -----------------------------------------------------------------------------------------------


def source(schedule: str | None = "every 6h", last: Look | None = None, removed: datetime | None = None) -> Source:
    return Source(
        id=1,
        kind="url",
        place="https://a.example/",
        uri="https://a.example/",
        details=Details(schedule=schedule),
        added_at=ADDED,
        added_by="ada",
        last=last,
        removed_at=removed,
    )


def bad(next_try: datetime | None) -> Look:
    return Look(at=ADDED, trouble=Trouble(since=ADDED, reason="Gone.", tries=1, next_try=next_try))


def test_a_new_source_is_due_at_once_and_one_that_was_seen_when_its_time_comes() -> None:
    assert next_look(source()) == ADDED
    assert next_look(source(last=Look(at=ADDED, digest="d"))) == ADDED + timedelta(hours=6)


def test_without_a_schedule_a_source_waits_to_be_asked_for() -> None:
    assert next_look(source(None)) is None
    assert next_look(source(None, Look(at=ADDED, digest="d"))) is None


def test_a_failing_source_is_due_when_its_pause_is_over_also_without_a_schedule() -> None:
    soon = ADDED + timedelta(minutes=5)
    assert next_look(source("every 1w", bad(soon))) == soon
    assert next_look(source(None, bad(soon))) == soon


def test_a_parked_or_removed_source_is_never_due() -> None:
    assert next_look(source("every 1m", bad(None))) is None
    assert next_look(source("every 1m", removed=ADDED)) is None


def test_a_run_that_was_stopped_is_not_begun_again_until_the_next_time() -> None:
    stopped = ADDED + timedelta(days=1)
    assert next_look(source(), stopped) == stopped + timedelta(hours=6)
    later = next_look(source(last=bad(ADDED)), stopped)
    assert later
    assert later > stopped


# -- growing pauses ------------------------------------------------------------------------------------------------


def test_each_pause_is_twice_the_one_before_up_to_a_limit_and_then_it_is_parked() -> None:
    settings = IngestSettings(retry_first_s=60, retry_most_s=200, park_after=5)
    pauses: list[float | None] = []
    now, state = ADDED, None
    for number in range(6):
        state = trouble(state, f"Reason {number}.", now, settings)
        pauses.append((state.next_try - now).total_seconds() if state.next_try else None)
        assert (state.tries, state.since, state.reason) == (number + 1, ADDED, f"Reason {number}.")
        now += timedelta(hours=1)
    assert pauses == [60, 120, 200, 200, None, None]
