"""What is typed behind an administrator's command in a chat, where there are no options: words become a request's."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import Any

from bot.requests import (
    DoctorOptions,
    EditionOptions,
    IngestOptions,
    ReingestOptions,
    SourceOptions,
)
from knowledge.errors import InvalidSettings
from knowledge.sources import Said

Fields = dict[str, Any]  # of a request

STOP = "stop"
_SAID = ("title", "publisher", "readers", "schedule")


def read(command: str, text: str) -> Fields:
    """The fields of a request for this command; its text alone for what isn't listed here. Raises InvalidSettings."""
    reading = _READING.get(command)
    return {"text": text} | (reading(words(text)) if reading else {})


def words(text: str) -> list[str]:
    """Words, as a shell reads them; as they stand where a quotation mark is missing."""
    straight = text.translate({0x201C: '"', 0x201D: '"'})  # phones write typographic ones
    try:
        return shlex.split(straight)
    except ValueError:
        return text.split()


def _ingest(said: list[str]) -> Fields:
    return {"inputs": tuple(said), "options": IngestOptions(review=True)}


def _reingest(said: list[str]) -> Fields:
    if [each.lower() for each in said] == [STOP]:
        return {"options": ReingestOptions(cancel=True)}
    return {"inputs": tuple(said), "options": ReingestOptions(publish=False)}


def _sources(said: list[str]) -> Fields:
    """``add URL every 6h``, ``check NAME …``, ``remove NAME``; nothing: the list."""
    if not said:
        return {}
    what, rest = said[0].lower(), said[1:]
    match what:
        case "list":
            return {"options": SourceOptions()}
        case "check":
            return {"inputs": tuple(rest), "options": SourceOptions(action="check")}
        case "remove" if rest:
            return {"text": " ".join(rest), "options": SourceOptions(action="remove")}
        case "add" if rest:
            return {"inputs": (rest[0],), "options": SourceOptions(action="add", said=_said_of(rest[1:]))}
    raise InvalidSettings(
        "Say sources, sources check, sources remove NAME or sources add URL, with every 6h or publisher=NAME behind it."
    )


def _said_of(rest: list[str]) -> Said:
    """``every 6h``, or ``publisher="Example Research" schedule="30 6 * * 1-5"``."""
    if rest and rest[0].lower() == "every":
        return Said(schedule=" ".join(rest))
    known: dict[str, str] = {}
    for each in rest:
        name, sign, value = each.partition("=")
        if not sign or name.lower() not in _SAID:
            raise InvalidSettings(f"{each!r} isn't understood: say every 6h, or name=value of {', '.join(_SAID)}.")
        known[name.lower()] = value
    return Said(**known)


def _rollback(said: list[str]) -> Fields:
    if not said:
        return {"options": EditionOptions()}
    number = said[0].removeprefix("#")
    if not number.isdecimal() or not int(number):
        raise InvalidSettings(f"{said[0]!r} is no edition: give its number, as editions lists them.")
    return {"options": EditionOptions(edition=int(number), why=" ".join(said[1:]))}


def _listing(said: list[str]) -> Fields:
    if said and not said[0].isdecimal():
        raise InvalidSettings(f"{said[0]!r} is no number: say how many to list, or nothing.")
    return {"number": int(said[0]) if said else LISTED}


def _golden(said: list[str]) -> Fields:
    return {"text": "staged" if "staged" in [each.lower() for each in said] else ""}


def _doctor(said: list[str]) -> Fields:
    return {"options": DoctorOptions(repair=[each.lower() for each in said] == ["repair"])}


LISTED = 10  # editions and acts

_READING: dict[str, Callable[[list[str]], Fields]] = {
    "ingest": _ingest,
    "reingest": _reingest,
    "sources": _sources,
    "rollback": _rollback,
    "editions": _listing,
    "audit": _listing,
    "golden": _golden,
    "doctor": _doctor,
}
