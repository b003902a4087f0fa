"""Replies on a terminal: quotes with the words that answer in bold, and their sources as links.

Colour, wrapping and links are for terminals; where the output goes into a file or a pipe, lines stay whole and plain.
Nothing that comes from a document or a person is ever read as markup, or reaches the terminal as a control sequence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.plain import plain
from bot.replies import (
    AnswerReply,
    ChecksReply,
    ContentReplies,
    DocumentsReply,
    DocumentTextReply,
    ErrorReply,
    EvaluationReply,
    ForgetReply,
    GapsReply,
    IngestReply,
    ModelState,
    ReingestReply,
    Reply,
    SourceAddedReply,
    SourceRemovedReply,
    SourcesReply,
    StatisticsReply,
    StatusReply,
    TextReply,
    TopicsReply,
    VerificationReply,
)
from bot.scoreboard import shown
from bot.terminal_content import content_lines
from bot.terminal_journal import journal_parts
from bot.terminal_prose import proof_lines, spoken
from bot.terminal_sources import source_lines
from bot.terminal_statistics import described, figure, lookup_lines, topic_lines
from bot.terminal_verification import verification_lines
from bot.wire import numbered
from bot.wording import counted
from ingest.report import IngestReport
from knowledge.records import Answer, Citation, Claim, Refusal, Revision, Statistic

MAX_WIDTH = 100  # characters; longer lines of prose read badly
STATISTICS = 6  # shown under an answer, those that answer first; a quoted table holds dozens


class Output(Console):
    """A console that reads no markup and leaves a closed pipe to the outermost line of the program."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, highlight=False, markup=False)

    def on_broken_pipe(self) -> None:
        """Let the BrokenPipeError go on."""
        raise  # noqa: PLE0704  (rich calls this while it handles the error)


class Terminal:
    """Shows replies on ``out``, and errors and what is going on on ``err``."""

    def __init__(self, out: Console | None = None, err: Console | None = None) -> None:
        self.out = out or Output()
        self.err = err or Output(stderr=True)
        self._said = 0  # sentences of the answer under way that have been printed

    def show(self, reply: Reply) -> None:
        """Print a reply as a person reads it, without the sentences of it that have been printed."""
        self._show(reply)
        self._said = 0

    def _show(self, reply: Reply) -> None:
        match reply:
            case AnswerReply(outcome):
                self._outcome(outcome)
            case StatisticsReply() | TopicsReply() | VerificationReply():
                self._statistics(reply)
            case TextReply(text):
                self._print(text)
            case DocumentTextReply(_, text):
                self._exactly(text)
            case DocumentsReply() | StatusReply() | IngestReply():
                self._library(reply)
            case SourcesReply() | SourceAddedReply() | SourceRemovedReply() | ChecksReply() | ReingestReply():
                self._indented(source_lines(reply))
            case _ if isinstance(reply, ContentReplies):
                self._indented(content_lines(reply))
            case EvaluationReply() | GapsReply() | ForgetReply():
                self._parts(shown(reply.evaluation) if isinstance(reply, EvaluationReply) else journal_parts(reply))
            case ErrorReply(sentence):
                self.complain(sentence)

    def complain(self, sentence: str) -> None:
        """Say on standard error why something was not done."""
        self._print(Text.assemble(("footnote: ", "red"), plain(sentence)), on=self.err)

    def hint(self, sentence: str) -> None:
        """Say something beside the matter."""
        self._print(Text(sentence, "dim"))

    # -- answers ---------------------------------------------------------------------------------------------------

    def _outcome(self, outcome: Answer | Refusal) -> None:
        if isinstance(outcome, Answer):
            self._answer(outcome)
        else:
            self._refusal(outcome)

    def sentence(self, claim: Claim, numbers: Sequence[int]) -> None:
        """A sentence of a written answer, as soon as it has passed; what is shown later leaves it out."""
        self._said += 1
        self._print(spoken(claim, numbers, _claim(claim)))
        self.out.file.flush()

    def _written(self, answer: Answer) -> None:
        citations = numbered(answer.claims)
        for claim in answer.claims[self._said :]:
            self.sentence(claim, [citations.index(each) + 1 for each in dict.fromkeys(claim.citations)])
        self._indented(proof_lines(answer, citations, self._source))

    def _answer(self, answer: Answer) -> None:
        if answer.sentences:
            self._written(answer)
        else:
            self._claims(answer.claims)
        self._lines([_statistic(statistic) for statistic in answer.statistics[:STATISTICS]])
        self._notes(answer.notes)

    def _refusal(self, refusal: Refusal) -> None:
        self._print(Text(plain(refusal.detail), "yellow"))
        if refusal.nearest:
            self._print("\nNearest to it, they do say:\n")
            self._claims(refusal.nearest, indent=2)
        self._notes(refusal.notes)

    def _claims(self, claims: Sequence[Claim], indent: int = 0) -> None:
        citations = numbered(claims)
        for claim in claims:
            if claim != claims[0]:
                self.out.print()
            self._print(_claim(claim), indent)
            for citation in dict.fromkeys(claim.citations):
                if citation.quote != claim.text:
                    self._print(f"“{plain(citation.quote)}”", indent + 2)
                self._print(self._source(citations.index(citation) + 1, citation), indent + 2)

    def _source(self, number: int, citation: Citation) -> Text:
        """Title, page, heading and where; on a terminal the title is a link, elsewhere the link is written out."""
        link = plain(citation.link or "")
        where = plain(citation.document) if self.out.is_terminal or not link else link
        page = f", page {citation.page}" if citation.page else ""
        heading = f", under “{plain(citation.headings[-1])}”" if citation.headings else ""
        title = Text(plain(citation.title), Style(link=link or None))
        return Text.assemble((f"[{number}] ", "cyan"), title, page, heading, (f" · {where}", "dim"))

    def _notes(self, notes: Sequence[str]) -> None:
        self._lines([Text(plain(note), "dim") for note in notes])

    def _lines(self, lines: Sequence[Text]) -> None:
        if lines:
            self.out.print()
        for line in lines:
            self._print(line)

    # -- the library -----------------------------------------------------------------------------------------------

    def _library(self, reply: DocumentsReply | StatusReply | IngestReply) -> None:
        match reply:
            case DocumentsReply():
                self._documents(reply)
            case StatusReply():
                self._status(reply)
            case IngestReply(report):
                self._report(report)

    def _documents(self, reply: DocumentsReply) -> None:
        for revision in reply.revisions:
            self._print(Text(plain(revision.title), "bold"))
            self._print(Text.assemble(plain(revision.document.name), (_known(revision), "dim")), 2)
        self._print(Text(f"{counted(len(reply.revisions), 'document')}, edition {reply.edition.id}", "dim"))

    def _status(self, reply: StatusReply) -> None:
        edition = reply.edition
        published = (
            f"{edition.id}, published {edition.published_at:%Y-%m-%d %H:%M} by {edition.published_by}"
            if edition
            else "none yet: run footnote ingest FOLDER"
        )
        rows = {
            "library": str(reply.library),
            "edition": published,
            "documents": f"{reply.documents:,}",
            "passages": f"{reply.passages:,}",
            "statistics": f"{reply.statistics:,}",
        }
        self._pairs(rows)
        width = max((len(model.job) for model in reply.models), default=0)
        for model in reply.models:
            self._print(_model(model, width))
        self._print(Text("settings", "bold"))
        self._pairs(reply.settings, indent=2)

    def _statistics(self, reply: StatisticsReply | TopicsReply | VerificationReply) -> None:
        match reply:
            case StatisticsReply():
                self._indented(lookup_lines(reply, self._source))
            case TopicsReply():
                self._indented(topic_lines(reply))
            case VerificationReply():
                self._indented(verification_lines(reply, self._source))

    def _indented(self, lines: Iterable[tuple[int, Text]]) -> None:
        for indent, line in lines:
            self._print(line, indent)

    def _parts(self, parts: Sequence[Table | Text]) -> None:
        for part in parts:
            if isinstance(part, Text):
                self._print(part)
            else:
                self.out.print(part)

    def _pairs(self, rows: dict[str, str], indent: int = 0) -> None:
        width = max(map(len, rows))
        for name, value in rows.items():
            self._print(Text.assemble((f"{name:<{width}}  ", "bold" if not indent else ""), plain(value)), indent)

    def _report(self, report: IngestReport) -> None:
        for word in ("added", "changed", "removed"):
            for name in getattr(report, word):
                self._print(Text.assemble((f"{word:<8} ", "bold"), plain(name)))
        for failure in report.failed:
            self._print(Text.assemble(("failed   ", "bold red"), plain(failure.sentence)), on=self.err)
        self._print(_summary(report))

    # -- printing --------------------------------------------------------------------------------------------------

    def _print(self, text: str | Text, indent: int = 0, on: Console | None = None) -> None:
        console = on or self.out
        text = Text(text) if isinstance(text, str) else text
        width = min(console.width, MAX_WIDTH) - indent
        lines = text.wrap(console, width) if console.is_terminal else text.split("\n", allow_blank=True)
        for line in lines:
            line.rstrip()
            console.print(Text(" " * indent) + line, soft_wrap=True)

    def _exactly(self, text: str) -> None:
        """Every character as it is stored, since offsets point into it."""
        self.out.file.write(text)
        if self.out.is_terminal and not text.endswith("\n"):
            self.out.file.write("\n")


# -- words -----------------------------------------------------------------------------------------------------------


def _claim(claim: Claim) -> Text:
    start, end = claim.highlight or (0, 0)
    return Text.assemble(plain(claim.text[:start]), (plain(claim.text[start:end]), "bold"), plain(claim.text[end:]))


def _statistic(statistic: Statistic) -> Text:
    """``76%  measure · base: … · 2025 · the survey``; a base that the document doesn't state is said to be missing."""
    return Text.assemble((figure(statistic), "bold"), (f"  {described(statistic)}", "dim"))


def _known(revision: Revision) -> str:
    years = ", ".join(map(str, revision.period))
    known = (revision.publisher, revision.published, f"about {years}" if years else None)
    return "".join(f" · {plain(part)}" for part in known if part)


def _model(model: ModelState, width: int) -> Text:
    if model.problem:
        return Text.assemble(
            (f"{model.job:<{width}}  ", "bold"), plain(model.name), (f": {plain(model.problem)}", "yellow")
        )
    well = f": {plain(model.used)}" if model.used else ", as expected"
    return Text.assemble((f"{model.job:<{width}}  ", "bold"), plain(model.name), (well, "green"))


def _summary(report: IngestReport) -> Text:
    counts = [(len(getattr(report, word)), word) for word in ("added", "changed", "unchanged", "removed", "failed")]
    said = ", ".join(f"{count:,} {word}" for count, word in counts if count) or "nothing found"
    edition = f" · edition {report.edition.id}" if report.edition else " · nothing is published yet"
    if report.staged:
        edition = " · staged for a review" + (", with what waited for one before" if report.replaced else "")
    embedded = f" · {counted(report.passages_embedded, 'passage')} embedded" if report.passages_embedded else ""
    return Text.assemble((said, "bold"), (f"{edition}{embedded} · {report.took_s:.1f} s", "dim"))
