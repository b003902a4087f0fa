"""The one table of commands: the terminal, the chat surfaces and the README are made from it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.naming import find
from bot.replies import (
    SURFACES,
    AnswerReply,
    DocumentsReply,
    DocumentTextReply,
    ErrorReply,
    EvaluationReply,
    IngestReply,
    Reply,
    Request,
    StatusReply,
    Surface,
    TextReply,
    Watch,
)
from bot.wiring import Services

MAX_QUESTION = 2000  # characters; what is longer is a pasted text and no question
TERMINAL: frozenset[Surface] = frozenset({"terminal"})

Run = Callable[[Services, Request, Watch], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What a command is called, what it is good for, who may use it where, and what it does."""

    name: str
    summary: str  # one line, for lists
    help: str  # paragraphs, for somebody who has never used it
    examples: tuple[str, ...]  # as typed on a terminal
    run: Run
    who: Literal["everyone", "administrators"] = "everyone"
    surfaces: frozenset[Surface] = SURFACES
    reads_library: bool = False  # it has nothing to say while the library is empty


def on(surface: Surface) -> list[Command]:
    """The commands of a surface, in the order in which help lists them."""
    return [command for command in COMMANDS.values() if surface in command.surfaces]


# -- what the commands do ------------------------------------------------------------------------------------------


def _ask(services: Services, request: Request, _watch: Watch) -> Reply:
    question = request.text.strip()
    if not question:
        return ErrorReply("No question was asked: say what you want to know.")
    if len(question) > MAX_QUESTION:
        return ErrorReply(f"The question has {len(question):,} characters: ask it in {MAX_QUESTION:,} or fewer.")
    published = services.revisions(services.edition().id)
    named = {find(published, name).document.id for name in request.documents}
    started = time.perf_counter()
    outcome = services.answerer.ask(question, request.turns, named or None)
    took_ms = round((time.perf_counter() - started) * 1000)
    return AnswerReply(outcome, services.answerer.turn(question, outcome), took_ms)


def _stat(services: Services, request: Request, watch: Watch) -> Reply:
    from bot import looking_up

    return looking_up.run(services, request, watch)


def _verify(services: Services, request: Request, watch: Watch) -> Reply:
    from bot import verifying

    return verifying.run(services, request, watch)


def _documents(services: Services, _request: Request, _watch: Watch) -> Reply:
    edition = services.edition()
    return DocumentsReply(edition, tuple(services.revisions(edition.id)))


def _text(services: Services, request: Request, _watch: Watch) -> Reply:
    revision = find(services.revisions(services.edition().id), request.text)
    return DocumentTextReply(revision, services.catalogue.text(revision.id))


def _ingest(services: Services, request: Request, watch: Watch) -> Reply:
    if not request.inputs:
        return IngestReply(services.ingest_starter(request.user, watch))
    return IngestReply(services.pipeline.ingest(request.inputs, request.given, request.user, watch))


def _status(services: Services, _request: Request, _watch: Watch) -> Reply:
    edition = services.catalogue.current()
    return StatusReply(
        library=services.settings.library,
        edition=edition,
        documents=len(edition.revision_ids) if edition else 0,
        passages=services.catalogue.count(edition.id) if edition else 0,
        statistics=services.catalogue.count_statistics(edition.id) if edition else 0,
        models=services.models(),
        settings=services.settings.shown(),
    )


def _help(_services: Services, request: Request, _watch: Watch) -> Reply:
    commands = on(request.surface)
    for command in commands:
        if command.name == request.text.strip().casefold():
            folded = [" ".join(paragraph.split()) for paragraph in command.help.split("\n\n")]
            return TextReply("\n\n".join((command.summary, *folded, "\n".join(command.examples))))
    width = max(len(command.name) for command in commands)
    return TextReply("\n".join(f"{command.name:<{width}}  {command.summary}" for command in commands))


def _eval(services: Services, request: Request, watch: Watch) -> Reply:
    from bot import evaluate

    return EvaluationReply(evaluate.run(services, request, watch))


def _bench(services: Services, request: Request, watch: Watch) -> Reply:
    from bot import bench

    return TextReply(bench.run(services, request, watch))


_TABLE = (
    Command(
        name="ask",
        summary="Ask a question; the answer is quoted from the documents, with its source.",
        help="""Every sentence of an answer is quoted word for word from a document in the library, with its place.
What the documents don't say is refused with the reason, and the nearest thing that they do say is shown.

Without a question a prompt opens where you can ask several, each following up the ones before
("And how many small ones?"). Leave it with exit or Ctrl-D.

In a batch each line is {"id": "q1", "question": "…"}, and may name "after", the id of the line that it follows up,
and "doc", the one document to answer from. One line of JSON comes back for each.""",
        examples=(
            'footnote ask "Who owns AI in most companies?"',
            'footnote ask "How many were asked?" --doc survey.pdf',
            "footnote ask",
            "footnote ask --batch questions.jsonl > answers.jsonl",
        ),
        run=_ask,
        reads_library=True,
    ),
    Command(
        name="stat",
        summary="Look a figure up: its value as written, what it is of, and where it stands.",
        help="""Finds statistics by words, best first, each with its measure, base, period, who says so, quote and link.
Of a question with options all are shown, the one that you named marked. Without words the topics are listed.

--doc, --period and --unit narrow it down. --compare puts the same measure of other years, populations and documents
side by side. --sum, --difference and --ratio take labels of options, or years, documents or populations of a
comparison, parted by commas (or by semicolons, where a label has a comma): what comes out is labelled as calculated,
and figures that can't be set against each other are refused with the reason.

--chart writes a picture: bars of a question's options, a line over years, or what --compare shows.

In a batch each line is {"id": "s1", "query": "…"}, and may name "doc". One line of JSON comes back for each.""",
        examples=(
            'footnote stat "ownership"',
            "footnote stat",
            'footnote stat "five or more data sources" --compare',
            'footnote stat "ownership" --sum "a dedicated team, central IT"',
            'footnote stat "completion rate" --doc survey-2024.md --json',
            'footnote stat "where AI works best" --chart best.png',
        ),
        run=_stat,
        reads_library=True,
    ),
    Command(
        name="verify",
        summary="Check a claim, or a text with several, against the documents.",
        help="""Each claim is marked as supported, contradicted (with the figure that stands there), true of another
base, or not in the reports. A sentence may hold several. "About", "nearly half", "one in three", "most", "at least" and
"doubled" are understood, and rounding is said. What nobody stated isn't guessed: a claim without a figure is
supported only by a question's options or by a passage that says so.

In a batch each line is {"id": "c1", "claim": "…"}, and may name "doc". One line of JSON comes back for each.""",
        examples=(
            'footnote verify "60% of companies have a dedicated AI team"',
            'footnote verify "About a third of firms have an AI team, and most run AI in production."',
            "footnote verify --batch claims.jsonl > verdicts.jsonl",
        ),
        run=_verify,
        reads_library=True,
    ),
    Command(
        name="ingest",
        summary="Read files, folders or web pages into the library.",
        help="""Reads Markdown, plain text, HTML, PDF, DOCX, PPTX, XLSX and CSV; a folder is read with all in it, and
@list.txt stands for the files, folders and URLs that are in that file, one a line.
What hasn't changed since the last time is left as it is. A file that can't be read is named with the reason, and the
others are still read. Questions go on being answered meanwhile, from what was there before.

Title, publisher and the years that a document speaks of are read from it; where it doesn't say, or is wrong, you can.
Without inputs the starter is read, a brief of one report to try questions on.""",
        examples=(
            "footnote ingest reports/",
            'footnote ingest survey.pdf --publisher "Example Research" --period 2023,2024',
            "footnote ingest https://example.org/report.html",
        ),
        run=_ingest,
        who="administrators",
    ),
    Command(
        name="documents",
        summary="List the documents that answers are given from.",
        help="Each with its title, its name (what --doc and text take), publisher and the years that it speaks of.",
        examples=("footnote documents", "footnote documents --json"),
        run=_documents,
        reads_library=True,
    ),
    Command(
        name="text",
        summary="Print the stored text of a document.",
        help="""The text as it was read and as quotes are taken from it: the start and end of a citation count its
characters. A document goes by its name, the end of its path, its address or its title.""",
        examples=("footnote text survey.pdf", "footnote text survey.pdf | grep -n budget"),
        run=_text,
        surfaces=TERMINAL,
        reads_library=True,
    ),
    Command(
        name="status",
        summary="Show the library, the models and the settings in force.",
        help="""Where the library is, what is published in it and since when, whether the models are there and are the
expected ones, and every setting with its value (secrets as asterisks).""",
        examples=("footnote status", "FOOTNOTE_LIBRARY=./library footnote status"),
        run=_status,
        who="administrators",
    ),
    Command(
        name="eval",
        summary="Score the answers to questions whose answers are known.",
        help="""Reads the documents into a library of its own, asks the questions and says how many were answered right,
wrong or refused, whether every numeral and quote holds, and which failed. Your own library is left alone.

A question is {"id": "q1", "kind": "number", "question": "…", "doc": "survey.pdf", "values": ["48%"],
"quote_has": ["48%"]}: any of the values stands in the answer ("all": true asks for every one) and any of quote_has in
a cited quote. The kind "text" has "quote_any" instead of both, and "refuse" is for what the documents don't say.
"after" is the id of the question that it follows up.""",
        examples=(
            "footnote eval questions.json --docs reports/",
            "footnote eval questions.json --docs reports/ --library trial/ --json",
        ),
        run=_eval,
        surfaces=TERMINAL,
    ),
    Command(
        name="bench",
        summary="Measure speed and memory beside a plain LangChain pipeline.",
        help="""Takes about eight minutes, and libraries of its own; yours is left alone. Both are given the same text,
the same embedding model and as many threads. Beyond what was ingested, passages are made by varying real ones, each
with a statistic.

The plain pipeline's packages are installed by `make setup`, or by pip install "footnote[bench]".""",
        examples=("footnote bench", "footnote bench --docs reports/ --sizes 1000,10000", "footnote bench --quick"),
        run=_bench,
        surfaces=TERMINAL,
    ),
    Command(
        name="help",
        summary="List the commands, or explain one.",
        help="Without a name it lists what can be asked for here.",
        examples=("footnote help", "footnote help ask"),
        run=_help,
    ),
)

COMMANDS: dict[str, Command] = {command.name: command for command in _TABLE}
