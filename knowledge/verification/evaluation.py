"""Claims whose verdicts are known, and how well what came back agrees with them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, Self

from pydantic import ConfigDict, TypeAdapter, ValidationError, model_validator

from knowledge.errors import InvalidQuestions
from knowledge.records import Judgement, NonEmpty, Record, Verification

Kind = Literal["true", "figure", "base", "year", "qualifier", "other", "text"]


class KnownClaim(Record):
    """A claim and its right verdict; a text of several claims has one for each."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: NonEmpty
    set: Literal["tune", "check"]  # what rules were made with, and what was kept apart
    kind: Kind  # true, or what was changed
    claim: NonEmpty
    verdict: Judgement | None = None
    also: tuple[Judgement, ...] = ()  # as right: a changed year may be contradicted, or not be in the reports
    verdicts: tuple[Judgement, ...] = ()

    @model_validator(mode="after")
    def _says_what_is_right(self) -> Self:
        if (self.kind == "text") != bool(self.verdicts) or (self.kind == "text") == (self.verdict is not None):
            raise ValueError("a text needs verdicts, every other claim a verdict")
        return self


class Outcome(NamedTuple):
    """What became of one claim."""

    known: KnownClaim
    got: tuple[Judgement, ...]
    right: bool
    supported: bool  # the whole of it


class Tally(NamedTuple):
    """Of one kind: how many there are, are judged right, and are said to be supported."""

    kind: Kind
    total: int
    right: int
    supported: int


def parse_claims(text: str) -> list[KnownClaim]:
    """The claims of a JSON file. Raises InvalidQuestions."""
    try:
        return TypeAdapter(list[KnownClaim]).validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise InvalidQuestions(f"claim {first['loc'][0] if first['loc'] else ''}: {first['msg']}") from error


def judged(known: KnownClaim, verification: Verification) -> Outcome:
    """What became of a claim: a text is right if each of its claims is."""
    got = tuple(verdict.judgement for verdict in verification.verdicts)
    right = got == known.verdicts if known.verdicts else verification.judgement in (known.verdict, *known.also)
    return Outcome(known, got, right, verification.judgement == Judgement.SUPPORTED)


def tallies(outcomes: Sequence[Outcome]) -> list[Tally]:
    """By kind, in the order in which they come."""
    kinds = dict.fromkeys(outcome.known.kind for outcome in outcomes)
    return [_tally(kind, [each for each in outcomes if each.known.kind == kind]) for kind in kinds]


def _tally(kind: Kind, outcomes: Iterable[Outcome]) -> Tally:
    each = list(outcomes)
    return Tally(kind, len(each), sum(one.right for one in each), sum(one.supported for one in each))
