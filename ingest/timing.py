"""When a source is looked at: "every 6h" or cron, and growing pauses after failures. Pure, given the moment."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from ingest.settings import IngestSettings
from knowledge.errors import InvalidSettings
from knowledge.sources import Source, Trouble

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_EVERY = re.compile(r"every\s+(\d+)?\s*(m|h|d|w|min|minutes?|hours?|days?|weeks?)", re.IGNORECASE)
_NAMED = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
}
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MOST = timedelta(days=366)


class Schedule:
    """Read from what a person wrote; times of cron are those of the machine's time zone.

    Raises InvalidSettings, with how it should be.
    """

    def __init__(self, written: str) -> None:
        self.written = " ".join(written.split())
        every = _EVERY.fullmatch(self.written)
        self._trigger = _interval(every) if every else _cron(self.written)

    def after(self, moment: datetime) -> datetime | None:
        """The next time after a moment; None if there is none any more."""
        found: datetime | None = self._trigger.get_next_fire_time(moment, moment + timedelta(microseconds=1))
        return found


def _interval(every: re.Match[str]) -> BaseTrigger:
    unit = _UNITS[every[2][0].lower()]
    number = int(every[1] or 1)
    if not number or timedelta(**{unit: min(number, 1_000_000)}) > _MOST:
        raise InvalidSettings(f"{every[0]!r} is no interval: take one between a minute and a year, as every 6h.")
    return IntervalTrigger(**{unit: number})


def _cron(written: str) -> BaseTrigger:
    fields = _NAMED.get(written.lower(), written).split()
    if len(fields) != 5:
        raise InvalidSettings(f"{written!r} is no schedule: write every 6h, or five fields of cron as 30 6 * * 1-5.")
    minute, hour, day, month, weekday = fields
    # Where both are named cron means either; one that begins with a star names nothing.
    either = not day.startswith("*") and not weekday.startswith("*")
    pairs = [(day, "*"), ("*", weekday)] if either else [(day, weekday)]
    try:
        triggers = [
            CronTrigger(minute=minute, hour=hour, day=d, month=month, day_of_week=_weekdays(w)) for d, w in pairs
        ]
    except ValueError as error:
        raise InvalidSettings(f"The schedule {written!r} does not hold ({error}): correct that field.") from error
    return triggers[0] if len(triggers) == 1 else OrTrigger(triggers)


def _weekdays(field: str) -> str:
    """Numbers as names: for cron 0 and 7 are Sunday, for the trigger 0 is Monday."""
    if field == "*":
        return field
    return ",".join(_named(part) for part in field.split(","))


def _named(part: str) -> str:
    match = re.fullmatch(r"(?:(\d)(?:-(\d))?|\*)(?:/(\d+))?", part)
    if match is None:
        return part  # names already, or nothing that cron knows: the trigger says so
    first, last, step = match[1], match[2], int(match[3] or 1)
    begin = int(first) if first else 0
    end = int(last) if last else begin if first and not match[3] else 6
    if begin > 7 or end > 7 or begin > end or not step:
        raise ValueError(f"{part} is no day of the week, which go from 0 to 7")
    return ",".join(dict.fromkeys(_WEEKDAYS[number % 7] for number in range(begin, end + 1, step)))


def check(written: str, now: datetime) -> Schedule:
    """The schedule. Raises InvalidSettings also where its day never comes."""
    schedule = Schedule(written)
    if schedule.after(now) is None:
        raise InvalidSettings(f"The day of the schedule {written!r} never comes: correct day and month.")
    return schedule


def next_look(source: Source, tried_at: datetime | None = None) -> datetime | None:
    """When a source is to be looked at by itself; in the past if that is overdue, None if it isn't.

    Args:
        source: as it is registered.
        tried_at: when a run that had it last came to an end without having seen it.
    """
    if source.removed_at:
        return None
    if source.trouble:
        return _later(source.trouble.next_try, tried_at)
    if source.details.schedule is None:
        return None
    seen = source.last.at if source.last else None
    begin = max((each for each in (seen, tried_at) if each), default=None)
    return Schedule(source.details.schedule).after(begin) if begin else source.added_at


def _later(next_try: datetime | None, tried_at: datetime | None) -> datetime | None:
    if next_try is None or tried_at is None:
        return next_try
    return max(next_try, tried_at + timedelta(minutes=5))


def trouble(before: Trouble | None, reason: str, now: datetime, settings: IngestSettings) -> Trouble:
    """What becomes of a source that failed (again): each pause is twice the one before, and at last it is parked."""
    tries = before.tries + 1 if before else 1
    pause = min(settings.retry_first_s * 2 ** min(tries - 1, 60), settings.retry_most_s)
    parked = tries >= settings.park_after
    return Trouble(
        since=before.since if before else now,
        reason=reason,
        tries=tries,
        next_try=None if parked else now + timedelta(seconds=pause),
    )
