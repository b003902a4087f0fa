"""The one table of commands: the terminal, the chat surfaces and the README are made from it."""

from __future__ import annotations

from typing import NamedTuple

from bot.asking import MAX_QUESTION
from bot.buttons import BUTTONS
from bot.command import ASSISTANTS, CHATS, SLASH, TERMINAL, Command, InChat, later
from bot.commands_editions import EDITIONS
from bot.commands_journal import JOURNAL
from bot.commands_mcp import MCP
from bot.commands_operating import OPERATING
from bot.commands_sources import SOURCES
from bot.commands_teams import TEAMS
from bot.requests import SURFACES, Surface

__all__ = ["BUTTONS", "CHATS", "COMMANDS", "MAX_QUESTION", "SLASH", "Command", "Slash", "named", "on", "slashes"]


class Slash(NamedTuple):
    """A slash command of a chat: what it is called, what for, and what to type behind it."""

    name: str  # with the slash
    summary: str
    hint: str
    command: Command | None  # None: the first word behind it says which


def on(surface: Surface) -> list[Command]:
    """The commands that are typed on a surface, in the order in which help lists them."""
    return [command for command in COMMANDS.values() if surface in command.surfaces and command.typed]


def named(name: str, surface: Surface) -> Command | None:
    """The command of a surface that goes by this name there, typed or not; None where there is none."""
    command = COMMANDS.get(name)
    if command and surface in command.surfaces:
        return command
    return next((each for each in on(surface) if each.called(surface) == name), None)


def slashes(surface: Surface) -> list[Slash]:
    """The slash commands of a chat: those of their own, and one for all others."""
    commands = on(surface)
    own = [(each, each.chat) for each in commands if each.chat and each.chat.slash]
    others = ", ".join(each.called(surface) for each in commands if not (each.chat and each.chat.slash))
    return [
        *(Slash(each.slash, each.summary, chat.hint, each) for each, chat in own),
        Slash(SLASH, f"Everything else: {others}.", "help", None),
    ]


_TABLE = (
    Command(
        name="ask",
        summary="Ask a question; the answer is quoted from the documents, with its source.",
        help="""Every sentence of an answer is quoted word for word from a document in the library, with its place.
What the documents don't say is refused with the reason, and the nearest thing that they do say is shown.

Where a model is set that writes (FOOTNOTE_WRITER), the sentences are its own. Each is held against the quotes that it
rests on before it is shown, and its figures are filled in from them; what doesn't hold gives way to the quote.

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
        chat=InChat(
            help="""Every sentence of an answer is quoted word for word from a document in the library, with its place.
What the documents don't say is refused with the reason, and the nearest thing that they do say is shown.

In a channel, mention me with your question: I answer in the thread, and there you can ask on without a mention ("And
how many small ones?"). An answer to a slash command is seen by you alone, until you share it.""",
            examples=("/ask Who owns AI in most companies?",),
            slash="/ask",
            hint="QUESTION",
        ),
        recorded=True,
        run=later("bot.asking"),
        surfaces=SURFACES,
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
        chat=InChat(
            help="""Finds statistics by words, best first, each with its measure, base, period, who says so, quote and
link. Of a question with options all are shown, the one that you named marked. Without words the topics are listed.""",
            examples=("/stat ownership", "/stat five or more data sources"),
            slash="/stat",
            hint="WORDS",
        ),
        recorded=True,
        run=later("bot.looking_up"),
        surfaces=SURFACES,
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
        chat=InChat(
            help="""Each claim is marked as supported, contradicted (with the figure that stands there), true of another
base, or not in the reports. A sentence may hold several. "About", "nearly half", "one in three", "most", "at least" and
"doubled" are understood, and rounding is said.

To check what a colleague wrote, take “Check the figures” from the menu of the message.""",
            examples=("/verify 60% of companies have a dedicated AI team",),
            slash="/verify",
            hint="CLAIM",
        ),
        recorded=True,
        run=later("bot.verifying"),
        surfaces=SURFACES,
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
        chat=InChat(
            help="""Reads web pages, or files and folders of the machine that I run on. What has changed there is read
again, and what is gone is taken out. It waits for a review: questions go on being answered from what was there before,
until somebody approves it. To have something read again and again, register it with sources.""",
            examples=("/footnote ingest https://example.org/report.html",),
            hint="URL …",
        ),
        run=later("bot.content", "ingest"),
        who="administrators",
    ),
    *SOURCES,
    *EDITIONS,
    *OPERATING,
    *JOURNAL,
    Command(
        name="documents",
        summary="List the documents that answers are given from.",
        help="Each with its title, its name (what --doc and text take), publisher and the years that it speaks of.",
        examples=("footnote documents", "footnote documents --json"),
        chat=InChat(
            help="Each with its title, publisher, the years that it speaks of, and a link where it has one.",
            examples=("/sources",),
            slash="/sources",
        ),
        run=later("bot.content", "documents"),
        surfaces=SURFACES,
        reads_library=True,
    ),
    Command(
        name="text",
        summary="Print the stored text of a document.",
        help="""The text as it was read and as quotes are taken from it: the start and end of a citation count its
characters. A document goes by its name, the end of its path, its address or its title.""",
        examples=("footnote text survey.pdf", "footnote text survey.pdf | grep -n budget"),
        run=later("bot.content", "text"),
        surfaces=TERMINAL | ASSISTANTS,
        reads_library=True,
    ),
    Command(
        name="status",
        summary="Show the library, the models and the settings in force.",
        help="""Where the library is, what is published in it and since when, whether the models are there and are the
expected ones, and every setting with its value (secrets as asterisks).""",
        examples=("footnote status", "FOOTNOTE_LIBRARY=./library footnote status"),
        chat=InChat(
            help="""What is published and since when, whether the models are there and are the expected ones, and every
setting with its value (secrets as asterisks).""",
            examples=("/footnote status",),
        ),
        run=later("bot.content", "status"),
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
"after" is the id of the question that it follows up.

With --writer a model writes the answers, and it is said how well its sentences rest on what they cite, how many were
replaced by a quote or dropped, and what it used. Without it the answers are quotes, whatever FOOTNOTE_WRITER says.""",
        examples=(
            "footnote eval questions.json --docs reports/",
            "footnote eval questions.json --docs reports/ --writer openai:gpt-5-mini",
            "footnote eval questions.json --docs reports/ --library trial/ --json",
        ),
        run=later("bot.measuring", "evaluation"),
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
        run=later("bot.measuring", "benchmark"),
        surfaces=TERMINAL,
    ),
    Command(
        name="slack",
        summary="Answer in Slack, until Ctrl-C.",
        help="""Connects by Socket Mode, with the tokens in SLACK_BOT_TOKEN and SLACK_APP_TOKEN, and needs no address of
its own. With --http it takes requests at a port instead, each signed with SLACK_SIGNING_SECRET: for one workspace
(SLACK_BOT_TOKEN), or for several that install the app by themselves (SLACK_CLIENT_ID and SLACK_CLIENT_SECRET).

--manifest prints what Slack has to know of the app. The page docs/slack.md goes from there to the first answer.""",
        examples=(
            "footnote slack",
            "footnote slack --http 3000",
            "footnote slack --manifest",
            "footnote slack --manifest --url https://footnote.example.org",
        ),
        run=later("bot.chatting", "slack"),
        surfaces=TERMINAL,
    ),
    TEAMS,
    Command(
        name="playground",
        summary="Try the bot in a small Slack of its own, in the browser.",
        help="""Needs no workspace, no tokens and no network: a page on this machine has channels with threads, the
direct message with the bot, its Home, slash commands, buttons and modals, and behind it is the very app that serves
Slack. It answers from your library, and from the starter where there is none yet.

Nothing that is written there leaves the machine, and nothing of it is kept when it ends.""",
        examples=("footnote playground", "footnote playground --port 9000"),
        run=later("bot.playground.running"),
        surfaces=TERMINAL,
    ),
    MCP,
    Command(
        name="help",
        summary="List the commands, or explain one.",
        help="Without a name it lists what can be asked for here.",
        examples=("footnote help", "footnote help ask"),
        chat=InChat(
            help="Without a name it lists what can be asked for here.",
            examples=("/footnote help", "/footnote help ask"),
            hint="COMMAND",
        ),
        run=later("bot.helping"),
    ),
)

COMMANDS: dict[str, Command] = {command.name: command for command in (*_TABLE, *BUTTONS)}
