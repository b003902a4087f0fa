"""A findings file (YAML, docs/findings.md) → statistics, every one of them checked against its document."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.marks import Marked
from knowledge.errors import InvalidFindings
from knowledge.records import NonEmpty, Statistic

SUFFIX = ".findings.yaml"

Unit = Literal["percent", "times", "count", "currency", "year", "rank", "other"]
Choice = Literal["single", "multiple"]
Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]

_NUMERAL = re.compile(r"\d{1,3}(?:\s\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*")
_POINT_IS_DECIMAL = re.compile(r"\d{1,3}(?:(?:,\d{2,3})*,\d{3})?(?:\.\d+)?|\d+(?:\.\d+)?")
_COMMA_IS_DECIMAL = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+")


class _Stated(BaseModel):
    """What a document may state of a figure; left out where it doesn't."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: NonEmpty | None = None
    base_size: Annotated[int, Field(gt=0)] | None = None
    period: NonEmpty | None = None
    attribution: NonEmpty | None = None
    aliases: tuple[NonEmpty, ...] = ()


class Finding(_Stated):
    """One figure of a document."""

    id: Name
    measure: NonEmpty
    value: Decimal
    unit: Unit
    as_written: NonEmpty
    quote: NonEmpty
    qualifier: NonEmpty | None = None
    distribution: NonEmpty | None = None
    option: NonEmpty | None = None
    choice: Choice | None = None

    @model_validator(mode="after")
    def _option_of_a_question(self) -> Self:
        if (self.distribution is None) != (self.option is None):
            raise ValueError("distribution and option go together")
        if self.choice and self.distribution is None:
            raise ValueError("choice is said of a distribution, and none is named")
        return self


class _Option(_Stated):
    """One option of a question; what it leaves out is its question's."""

    label: NonEmpty
    value: Decimal
    as_written: NonEmpty
    measure: NonEmpty | None = None
    unit: Unit | None = None
    quote: NonEmpty | None = None
    qualifier: NonEmpty | None = None


class _Question(_Stated):
    """A question with its options."""

    id: Name
    question: NonEmpty
    options: Annotated[tuple[_Option, ...], Field(min_length=1)]
    measure: NonEmpty | None = None
    unit: Unit = "percent"
    quote: NonEmpty | None = None
    choice: Choice | None = None

    @model_validator(mode="after")
    def _each_option_has_a_quote(self) -> Self:
        for option in self.options:
            if not (option.quote or self.quote):
                raise ValueError(f"neither the question nor its option {option.label!r} has a quote")
        return self


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    document: NonEmpty
    findings: tuple[Finding, ...] = ()
    distributions: tuple[_Question, ...] = ()


class Entry(NamedTuple):
    """A finding, the name it goes by in its file, and the line where it begins."""

    key: str
    line: int
    finding: Finding


class Findings(NamedTuple):
    """A findings file that is well-formed; whether it holds is for ``check`` to say."""

    name: str  # of the file
    document: str  # the name of the file that it belongs to
    entries: tuple[Entry, ...]


def load(text: str, name: str) -> Findings:
    """Read a findings file. Raises InvalidFindings with the file's name, the line and what is wrong with it."""
    marked = Marked.parse(text, name)
    try:
        file = _File.model_validate(marked.value)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidFindings(f"{name}, line {marked.line(first['loc'])}: {_wrong(first)}.") from error
    entries = tuple(_entries(file, marked))
    if not entries:
        raise InvalidFindings(f"{name} lists no findings; add some or remove the file.")
    seen: set[str] = set()
    for entry in entries:
        if entry.key in seen:
            raise InvalidFindings(f"{name}, line {entry.line}: {entry.key!r} is used twice; give each its own name.")
        seen.add(entry.key)
    return Findings(name, file.document, entries)


def check(findings: Findings, text: str, revision_id: str) -> tuple[Statistic, ...]:
    """The findings as statistics of a revision with this text, in the file's order.

    Raises InvalidFindings for the first one whose quote does not stand in the text or does not hold its figure.
    """
    return tuple(_statistic(findings, entry, text, revision_id) for entry in findings.entries)


def _entries(file: _File, marked: Marked) -> Iterator[Entry]:
    for number, finding in enumerate(file.findings):
        yield Entry(finding.id, marked.line(("findings", number)), finding)
    for number, question in enumerate(file.distributions):
        for place, option in enumerate(question.options):
            line = marked.line(("distributions", number, "options", place))
            yield Entry(f"{question.id}/{option.label}", line, _flat(question, option))


def _flat(question: _Question, option: _Option) -> Finding:
    said_once = question.model_dump(include={"base", "base_size", "period", "attribution", "unit", "quote", "choice"})
    own = option.model_dump(exclude={"label", "aliases"}, exclude_none=True)
    return Finding.model_validate(
        {
            "measure": question.measure or question.question,
            **said_once,
            **own,
            "id": question.id,
            "distribution": question.question,
            "option": option.label,
            "aliases": (*question.aliases, *option.aliases),
        }
    )


def _statistic(findings: Findings, entry: Entry, text: str, revision_id: str) -> Statistic:
    finding = entry.finding
    where = f"{findings.name}, line {entry.line}: {entry.key!r}"
    place = _find(finding.quote, text)
    if not place:
        raise InvalidFindings(
            f"{where} quotes {_short(finding.quote)}, which does not stand in {findings.document}; "
            f"copy the words from the document's stored text."
        )
    quote = text[slice(*place)]
    figure = _find(finding.as_written, quote)
    if not figure:
        raise InvalidFindings(f"{where} is written {finding.as_written!r}, which does not stand in its quote.")
    if not _agrees(finding):
        raise InvalidFindings(f"{where} has the value {finding.value}, but is written {finding.as_written!r}.")
    return Statistic(
        **finding.model_dump(exclude={"id", "quote", "as_written"}),
        id=hashlib.sha256(f"{revision_id}:{entry.key}".encode()).hexdigest()[:32],
        revision_id=revision_id,
        as_written=quote[slice(*figure)],
        at=place[0] + figure[0],
        origin="findings",
        quote=quote,
        start=place[0],
        end=place[1],
    )


def _find(words: str, text: str) -> tuple[int, int] | None:
    """Where the words stand in the text, however they are spaced; the first place if there are several."""
    match = re.search(r"\s+".join(map(re.escape, words.split())), text)
    return match.span() if match else None


def _agrees(finding: Finding) -> bool:
    """Whether the value is one that its wording has in numerals; a wording without any is the author's to vouch for."""
    numerals = [list(_readings(numeral)) for numeral in _NUMERAL.findall(finding.as_written)]
    value = abs(finding.value)
    scales = [1000**power for power in range(5 if finding.unit in {"count", "currency"} else 1)]
    if not numerals or any(number * scale == value for numbers in numerals for number in numbers for scale in scales):
        return True
    return finding.unit == "percent" and _is_share(value, numerals)


def _is_share(percent: Decimal, numerals: list[list[Decimal]]) -> bool:
    """Whether "3 out of 4" is 75 percent, give or take the rounding."""
    match numerals:
        case [[part, *_], [whole, *_]] if whole > part:
            return abs(100 * part / whole - percent) < 1
        case _:
            return False


def _readings(numeral: str) -> Iterator[Decimal]:
    """What a numeral may mean; commas and points part thousands or decimals: "1,141", "20 397", "1.141", "2,5"."""
    bare = re.sub(r"\s", "", numeral)
    if _POINT_IS_DECIMAL.fullmatch(bare):
        yield Decimal(bare.replace(",", ""))
    if _COMMA_IS_DECIMAL.fullmatch(bare):
        yield Decimal(bare.replace(".", "").replace(",", "."))


def _wrong(error: Any) -> str:
    names = [part for part in error["loc"] if isinstance(part, str)]
    key = names[-1] if names else "the file"
    match error["type"]:
        case "missing":
            return f"{key!r} is missing"
        case "extra_forbidden":
            return f"the key {key!r} is not known"
        case "value_error":
            return str(error["ctx"]["error"])
        case "model_type":
            return f"{key} must be made of keys and values"
        case "tuple_type":
            return f"{key!r} must be a list"
        case "string_pattern_mismatch":
            return f"{key!r} must be small letters and digits with hyphens between them"
        case _:
            return f"{key!r} is wrong: {error['msg'][:1].lower()}{error['msg'][1:]}"


def _short(quote: str) -> str:
    words = " ".join(quote.split())
    return f"“{words[:77]}…”" if len(words) > 80 else f"“{words}”"
