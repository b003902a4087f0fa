"""What a language model proposes to call the figures of a paragraph, and which of it is kept. Pure.

The rules find a figure and say what it is of; a model may word that better: what is measured, of whom, which question
several figures are options of. It is never believed. A proposal is kept only if its figure is the one that stands
there, every word that carries meaning stands in the quote or a heading above it, in the same order and not in the
clause of another figure, and nothing is lost that the rules knew and that would turn the statement into another one.
What isn't kept stays as the rules have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from ingest.blocks import ReadDocument
from ingest.statistics.distributions import CLEARLY_OVER, LONGEST_OPTION, LONGEST_QUESTION, WHOLE
from ingest.statistics.phrases import PEOPLE_PATTERN, has_verb
from ingest.statistics.reach import lost, meaning, numerals, own_words, stands
from ingest.statistics.wording import tidy
from knowledge.records import NonEmpty, Record, Statistic

CHECK_VERSION = "1"  # part of a revision's identity, where a model helps: raise it when other proposals are kept
LONGEST_MEASURE, LONGEST_BASE = 220, 120

_NARROWER = re.compile(r"\b(?:who|that|which|whose|with|using|in|from|of)\b")
_OF_FIGURE = re.compile(r"\s*(?:of|among|amongst)\s+(?:all |the |these |those |our |surveyed )*$", re.IGNORECASE)
_AMONG = re.compile(r"\b(?:among|amongst)\s+(?:all |the |these |those |our |surveyed )*$", re.IGNORECASE)
_UNFIT = re.compile(r"://|www\.|[<>{}|`\x00-\x1f\x7f]|\]\(")


class Shown(Record):
    """A figure as the model is shown it, with what the rules say of it."""

    slot: NonEmpty
    figure: NonEmpty
    measure: NonEmpty
    base: str | None
    option: str | None


class Paragraph(Record):
    """What the model is shown: a stretch of a document with its figures."""

    headings: tuple[str, ...]
    text: NonEmpty
    figures: Annotated[tuple[Shown, ...], Field(min_length=1)]


class Proposal(BaseModel):
    """What the model calls one figure; null where it has nothing better than the rules."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slot: str = Field(max_length=8, description="The figure's slot, as given.")
    figure: str = Field(max_length=200, description="The figure, exactly as it is written there.")
    measure: str | None = Field(None, max_length=LONGEST_MEASURE, description="What was measured, in the text's words.")
    base: str | None = Field(None, max_length=LONGEST_BASE, description="Whom or what it is a share of, verbatim.")
    question: str | None = Field(
        None, max_length=LONGEST_QUESTION, description="What several figures of the paragraph are options of."
    )
    option: str | None = Field(None, max_length=LONGEST_OPTION, description="Which of its options this figure is.")


class Proposals(BaseModel):
    """What the model proposes for one paragraph."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    figures: tuple[Proposal, ...] = Field((), max_length=60)


class Unit(NamedTuple):
    """A paragraph with the statistics that the rules found in it, by slot."""

    paragraph: Paragraph
    statistics: Mapping[str, Statistic]

    def words(self, statistic: Statistic) -> str:
        """What the quote says of this statistic's figure; nothing where that can't be told."""
        return own_words(statistic, {each.at for each in self.statistics.values()}) or ""


def units(document: ReadDocument, statistics: Sequence[Statistic]) -> list[Unit]:
    """The paragraphs and list items that hold statistics, in reading order; tables have labels of their own."""
    found = []
    waiting = sorted((each for each in statistics if each.origin == "prose" and not each.row), key=lambda s: s.at)
    for block in document.blocks:
        inside = [each for each in waiting if block.start <= each.at < block.end]
        if block.kind in {"paragraph", "item"} and inside:
            found.append(_unit(document.text[block.start : block.end], inside))
    return found


def _unit(text: str, statistics: Sequence[Statistic]) -> Unit:
    slots = {f"s{number}": each for number, each in enumerate(statistics, 1)}
    shown = tuple(
        Shown(slot=slot, figure=s.as_written, measure=s.measure, base=s.base, option=s.option)
        for slot, s in slots.items()
    )
    return Unit(Paragraph(headings=statistics[0].headings, text=text, figures=shown), slots)


def kept(unit: Unit, proposals: Proposals) -> list[Statistic]:
    """The unit's statistics, each with what is kept of the one proposal for it."""
    slots = [proposal.slot for proposal in proposals.figures]
    proposed = {each.slot: each for each in proposals.figures if slots.count(each.slot) == 1}
    improved = {
        slot: _improved(statistic, proposed[slot], unit.words(statistic)) if slot in proposed else statistic
        for slot, statistic in unit.statistics.items()
    }
    return list(_grouped(unit, improved, proposed).values())


def _improved(statistic: Statistic, proposal: Proposal, words: str) -> Statistic:
    if not words or proposal.figure != statistic.as_written:
        return statistic
    changed = {}
    base, measure = _tidy(proposal.base), _tidy(proposal.measure)
    if base and _base_holds(base, statistic, words):
        changed["base"] = base
    if measure and _measure_holds(measure, changed.get("base"), statistic, words):
        changed["measure"] = measure
    option = _tidy(proposal.option)
    about_it = proposal.question in {None, "", statistic.distribution}
    if option and statistic.option and about_it and _option_holds(option, statistic, words):
        changed["option"] = option
    return _with(statistic, **changed)


def _with(statistic: Statistic, **changed: str | None) -> Statistic:
    return Statistic.model_validate(statistic.model_dump() | changed)


def _tidy(label: str | None) -> str:
    return " ".join((label or "").split()).strip(" .,;:")


def _fit(label: str, statistic: Statistic) -> bool:
    """Whether it is a label at all: whole words with a meaning, no address, no markup, and no figure of its own."""
    known = f"{statistic.measure} {statistic.base or ''} {statistic.option or ''}"
    whole = bool(meaning(label)) and tidy(label) == label and not _UNFIT.search(label)
    return whole and statistic.as_written not in label and numerals(label) <= numerals(known)


def _measure_holds(measure: str, base: str | None, statistic: Statistic, words: str) -> bool:
    """Whether the text says it of this figure, and all that mattered of the rules' measure is still said."""
    if not _fit(measure, statistic) or not stands(measure, words, statistic.headings):
        return False
    if not set(meaning(measure)) & set(meaning(words)):
        return False  # of the heading's words alone: whatever is said here would be gone
    return not lost(statistic.measure, f"{measure} {base or ''}")


def _base_holds(base: str, statistic: Statistic, words: str) -> bool:
    """Whether it stands there verbatim as that of which this figure is a share, and no wider than the rules' base."""
    at = _verbatim(base, words)
    if at is None or not _fit(base, statistic) or has_verb(_NARROWER.split(base)[0]):
        return False
    if statistic.base:
        further = set(meaning(base)) - set(meaning(statistic.base))
        return not lost(statistic.base, base) and not further & set(meaning(statistic.measure))
    if not re.search(PEOPLE_PATTERN, base, re.IGNORECASE):
        return False
    after_figure = statistic.at - statistic.start + len(statistic.as_written)
    directly = at > after_figure and bool(_OF_FIGURE.fullmatch(words[after_figure:at]))
    return statistic.unit in {"percent", "times"} and (directly or bool(_AMONG.search(words[:at])))


def _option_holds(option: str, statistic: Statistic, words: str) -> bool:
    """Whether it names the rules' option, and more of what stands there."""
    return _fit(option, statistic) and stands(option, words) and not lost(statistic.option or "", option)


def _verbatim(phrase: str, text: str) -> int | None:
    found = re.search(r"(?<!\w)" + r"\s+".join(map(re.escape, phrase.split())) + r"(?!\w)", text)
    return found.start() if found else None


# -- grouping ---------------------------------------------------------------------------------------------------------


def _grouped(unit: Unit, statistics: Mapping[str, Statistic], proposed: Mapping[str, Proposal]) -> dict[str, Statistic]:
    """The statistics, with the questions that hold: those whose options make a whole, and that the rules left open."""
    result = dict(statistics)
    questions = dict.fromkeys(_tidy(proposal.question) for proposal in proposed.values())
    for question in questions:
        slots = [slot for slot, each in proposed.items() if _tidy(each.question) == question and slot in statistics]
        members = {slot: statistics[slot] for slot in slots}
        options = {slot: _tidy(proposed[slot].option) for slot in slots}
        right = all(proposed[slot].figure == member.as_written for slot, member in members.items())
        words = {slot: unit.words(member) for slot, member in members.items()}
        if question and right and _question_holds(question, members, options, words):
            choice = "single" if _makes_whole(members.values()) else None
            for slot, member in members.items():
                result[slot] = _with(member, distribution=question, option=options[slot], choice=choice)
    return result


def _question_holds(
    question: str, members: Mapping[str, Statistic], options: Mapping[str, str], words: Mapping[str, str]
) -> bool:
    found = list(members.values())
    if len(found) < 2 or any(each.distribution for each in found) or len({*options.values()}) < len(found):
        return False
    if not _comparable(found) or not stands(question, "", found[0].headings) or _UNFIT.search(question):
        return False
    return all(_fit(options[slot], each) and stands(options[slot], words[slot]) for slot, each in members.items())


def _comparable(found: Sequence[Statistic]) -> bool:
    """Whether they are shares of one population at one time that may be a question's options, as the rules ask it."""
    shares = all(each.unit == "percent" and each.upper is None and each.value >= 0 for each in found)
    same = all(len({getattr(each, name) for each in found}) == 1 for name in ("base", "period", "attribution"))
    one_sentence = len({each.place for each in found}) == 1
    total = sum(each.value for each in found)
    return shares and same and (_makes_whole(found) or (one_sentence and len(found) > 2 and total <= CLEARLY_OVER))


def _makes_whole(found: Iterable[Statistic]) -> bool:
    return WHOLE[0] <= sum(each.value for each in found) <= WHOLE[1]
