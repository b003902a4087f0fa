"""What is published, staged and done to the content, as lines on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from bot.plain import plain
from bot.replies import (
    ActReply,
    ActsReply,
    ConfirmReply,
    ContentReplies,
    DoctorReply,
    EditionsReply,
    Finding,
    GoldenReply,
    ReviewReply,
)
from bot.terminal_statistics import described, figure
from bot.wording import counted
from knowledge.records import Statistic

if TYPE_CHECKING:
    from ingest.review import DocumentChange, FactChange, Flip, GoldenReview, Review
    from knowledge.history import Act, EditionSummary, StagedEdition

Lines = Iterator[tuple[int, Text]]

STYLES = {"added": "green", "changed": "yellow", "removed": "red"}
NEXT = 'Publish it with footnote review --approve, or footnote review --discard "why".'
SHOWN = 50  # facts of a document; all of them are in --json


def content_lines(reply: ContentReplies) -> Lines:
    """Any of these replies, line by line with its indent."""
    match reply:
        case EditionsReply():
            yield from _editions(reply)
        case ReviewReply(staged, review):
            yield from _review(staged, review)
        case ActReply(sentence) | ConfirmReply(sentence):
            yield 0, Text(plain(sentence))
        case GoldenReply():
            yield from _golden(reply)
        case ActsReply(acts):
            yield from map(_act, acts)
            if not acts:
                yield 0, Text("Nothing was done yet.", "dim")
        case DoctorReply(findings):
            yield from _findings(findings)


# -- editions and acts -----------------------------------------------------------------------------------------------


def _editions(reply: EditionsReply) -> Lines:
    for edition in reply.editions:
        state = ("  published", "green") if edition.id == reply.published else ("" if edition.kept else "  gone", "dim")
        yield 0, Text.assemble((f"{edition.id}", "bold"), state, (f"  {_of(edition)}", "dim"))
        if edition.why:
            yield 4, Text(plain(edition.why))
    if not reply.editions:
        yield 0, Text("Nothing was published yet: run footnote ingest FOLDER.")


def _of(edition: EditionSummary) -> str:
    when = f"{edition.published_at.astimezone():%Y-%m-%d %H:%M}"
    counts = ", ".join(counted(getattr(edition, noun + "s"), noun) for noun in ("document", "passage", "statistic"))
    return f"{when} by {plain(edition.published_by)} · {counts}"


def _act(act: Act) -> tuple[int, Text]:
    which = "" if act.edition is None else f" staged edition {-act.edition}" if act.edition < 0 else f" {act.edition}"
    head = Text(f"{act.at.astimezone():%Y-%m-%d %H:%M}  ", "dim")
    head.append_text(Text.assemble(plain(act.who), "  ", (f"{act.what}{which}", "bold")))
    return 0, head.append_text(Text(f"  {plain(act.detail)}" if act.detail else "", "dim"))


# -- a review --------------------------------------------------------------------------------------------------------


def _review(staged: StagedEdition | None, review: Review | None) -> Lines:
    if staged is None or review is None:
        yield 0, Text("No edition waits for a review.")
        return
    against = f"against edition {staged.against}" if staged.against else "the first one"
    head = f"Staged by {plain(staged.by)} on {staged.at.astimezone():%Y-%m-%d %H:%M}, {against}"
    yield 0, Text(head, "dim")
    yield 0, Text(review.sentence, "bold")
    facts = {name: list(found) for name, found in groupby(review.facts, key=lambda fact: fact.document)}
    for document in review.documents:
        yield 0, Text()
        yield from _document(document, facts.get(document.name, []))
    yield from _cautions(review)
    if review.golden:
        yield from _flips(review.golden)
    yield 0, Text()
    yield 0, Text(NEXT, "dim")


def _document(document: DocumentChange, facts: Sequence[FactChange]) -> Lines:
    passages = f"passages: {document.passages_added:,} added, {document.passages_removed:,} removed"
    yield (
        0,
        Text.assemble(
            (document.kind, STYLES.get(document.kind, "")),
            "  ",
            (plain(document.title), "bold"),
            (f" · {plain(document.name)} · {passages}", "dim"),
        ),
    )
    for fact in facts[:SHOWN]:
        yield from _fact(fact)
    more = document.facts_added + document.facts_removed + document.facts_changed - min(len(facts), SHOWN)
    if more > 0:
        yield 2, Text(f"and {more:,} more facts", "dim")


def _fact(fact: FactChange) -> Lines:
    shown = fact.new or fact.old
    if shown is None:
        return
    figures = [figure(each) for each in (fact.old, fact.new) if each]
    words = " → ".join(dict.fromkeys(figures))
    yield 2, Text.assemble((f"{fact.kind:<8} ", STYLES[fact.kind]), (words, "bold"), (f"  {described(shown)}", "dim"))
    if fact.old and fact.new:
        yield from ((11, Text(line)) for line in _differing(fact.fields, fact.old, fact.new))
        if fact.old.quote != fact.new.quote:
            yield 11, Text(f"was  “{plain(fact.old.quote)}”", "dim")
            yield 11, Text(f"now  “{plain(fact.new.quote)}”")
            return
    yield 11, Text(f"“{plain(shown.quote)}”")


def _differing(fields: Sequence[str], old: Statistic, new: Statistic) -> Iterator[str]:
    """What differs beside the figure, which is shown anyway."""
    for name in fields:
        if name in {"base", "base_size", "period", "attribution", "row", "column"}:
            was, now = (getattr(each, name) or "not stated" for each in (old, new))
            yield f"{name.replace('_', ' ')}: {plain(str(was))} → {plain(str(now))}"


def _cautions(review: Review) -> Lines:
    if review.cautions:
        yield 0, Text()
    for caution in review.cautions:
        yield 0, Text.assemble(("look at this  ", "bold yellow"), plain(caution.sentence))


def _flips(golden: GoldenReview) -> Lines:
    yield 0, Text()
    if golden.problem:
        yield 0, Text.assemble(("golden questions  ", "bold yellow"), plain(golden.problem))
        return
    yield 0, Text(f"Golden questions: {golden.right:,} of {golden.questions:,} right.", "bold")
    for flip in golden.flips:
        yield from _flip(flip)


def _flip(flip: Flip) -> Lines:
    head = ("would be right now  ", "green") if flip.mended else ("would be wrong now  ", "red")
    yield 2, Text.assemble(head, (plain(flip.question), "bold"))
    yield 4, Text(f"right is {plain(flip.wanted)}", "dim")
    yield 4, Text(f"was  {plain(flip.before)}", "dim")
    yield 4, Text(f"now  {plain(flip.after)}")


# -- golden questions and the doctor ---------------------------------------------------------------------------------


def _golden(reply: GoldenReply) -> Lines:
    results = reply.evaluation.results
    of = f"edition {reply.edition}" if reply.edition > 0 else "the staged edition"
    for result in reply.evaluation.failures:
        yield 0, Text.assemble((f"{result.verdict.replace('_', ' ')}  ", "red"), (plain(result.question), "bold"))
        yield 2, Text(f"right is {plain(result.wanted)}", "dim")
        yield 2, Text(f"said was {plain(result.said)}")
    yield 0, Text(f"{len(results) - reply.failed:,} of {len(results):,} golden questions right, of {of}.", "bold")


def _findings(findings: Sequence[Finding]) -> Lines:
    width = max(len(finding.area) for finding in findings)
    for finding in findings:
        word, style = ("mended", "green") if finding.mended else ("wrong", "red") if finding.wrong else ("ok", "green")
        yield 0, Text.assemble((f"{word:<6}  ", style), (f"{finding.area:<{width}}  ", "bold"), plain(finding.sentence))
