"""``footnote …``: the command line. Each command is translated into a Request, and the Reply is shown."""

from __future__ import annotations

import io
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands import COMMANDS
from bot.desk import Desk
from bot.prompt import WELCOME, asks_at_prompt, converse
from bot.replies import (
    IngestReply,
    Reply,
)
from bot.requests import (
    BenchmarkOptions,
    EvaluationOptions,
    IngestOptions,
    Request,
    ServingOptions,
)
from bot.shell import Guarded, Session, finish, handle, leave, print_batch, request_of, sizes_in, years_in
from bot.shell_asking import Asking
from bot.shell_editions import add_to as add_editions_to
from bot.shell_journal import add_to as add_journal_to
from bot.shell_mcp import add_to as add_mcp_to
from bot.shell_operating import add_to as add_operating_to
from bot.shell_sources import add_to as add_sources_to
from bot.shell_statistics import Shown, Unit, statistics_options
from bot.teams.shell import add_to as add_teams_to
from bot.terminal import Terminal
from bot.wire import answer_lines, claim_lines, lookup_lines
from ingest.blocks import Metadata
from ingest.yielding import give_way

GIVING_WAY = frozenset({"ingest", "reingest", "schedule"})  # beside a service that answers, mostly

app = typer.Typer(
    name="footnote",
    cls=Guarded,
    help="""Answers from your documents, each sentence with a footnote: the quote, its place, and a link to it.

Try `footnote ask "Who owns AI in most companies?"`: with no library yet a small starter is read first.
For your own documents run `footnote ingest FOLDER`.""",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _described(name: str) -> dict[str, Any]:
    """What typer shows of a command, from the one table."""
    command = COMMANDS[name]
    examples = "\n".join(f"    {example}" for example in command.examples)
    text = f"{command.summary}\n\n{command.help}\n\n{examples}"
    return {"short_help": command.summary, "help": text}


def _say_version(wanted: bool) -> None:
    if wanted:
        try:
            typer.echo(f"footnote {version('footnote')}")
        except PackageNotFoundError:
            typer.echo("footnote (not installed as a package)")
        raise typer.Exit


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Batch = Annotated[
    typer.FileText | None,
    typer.Option(
        "--batch",
        metavar="FILE",
        encoding="utf-8-sig",
        errors="replace",
        help="Many at once, one JSON object a line; - is standard input.",
    ),
]


@app.callback()
def everywhere(
    ctx: typer.Context,
    verbose: Annotated[bool, typer.Option("--verbose", help="Say on standard error what is going on.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """What goes for every command."""
    ctx.obj = ctx.obj or Session()  # tests bring one with the shipped fakes
    ctx.obj.verbose = verbose
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


@app.command("ask", **_described("ask"))
def ask(
    ctx: typer.Context,
    question: Annotated[
        list[str] | None, typer.Argument(help="What you want to know. Without it a prompt opens.")
    ] = None,
    doc: Annotated[
        list[str] | None,
        typer.Option("--doc", metavar="NAME", help="Answer from this document alone. May be given several times."),
    ] = None,
    batch: Batch = None,
    as_json: AsJson = False,
) -> None:
    """Ask one question, a batch of them, or many at a prompt."""
    if batch and (question or doc):
        raise typer.BadParameter("takes no question and no --doc beside it.", param_hint="--batch")
    desk = ctx.obj.desk()
    request = request_of("ask", text=" ".join(question or ()), documents=tuple(doc or ()))
    if batch:
        lines = answer_lines(batch, lambda one: handle(desk, one), request.user)
        print_batch(lines, "no question of the batch was answered.")
    elif question:
        asking = Asking(desk, Terminal(), as_json=as_json)
        reply = asking.ask(request)
        asking.show(reply)
        leave(reply)
    else:
        _ask_many(desk, request, as_json)


def _ask_many(desk: Desk, request: Request, as_json: bool) -> None:
    terminal = Terminal()
    at_prompt = asks_at_prompt()
    asking = Asking(desk, terminal, as_json=as_json)

    def shown(reply: Reply) -> None:
        asking.show(reply)
        if not as_json:
            terminal.out.print()

    def say(sentence: str) -> None:
        if at_prompt:
            terminal.hint(sentence)

    say(WELCOME)
    done = converse(asking.ask, request, shown, say)
    if not done and not at_prompt:
        terminal.complain("no question was answered: pass one, or pipe in one a line.")
        raise typer.Exit(1)


@app.command("stat", **_described("stat"))
def stat(  # noqa: PLR0913, PLR0917  (typer reads the options of a command from its arguments)
    ctx: typer.Context,
    query: Annotated[
        list[str] | None, typer.Argument(help="Words of what you look for. Without them the topics are listed.")
    ] = None,
    doc: Annotated[
        list[str] | None,
        typer.Option("--doc", metavar="NAME", help="Look in this document alone. May be given several times."),
    ] = None,
    period: Annotated[
        str | None, typer.Option(metavar="YEARS", help="Figures of these years alone, as 2023,2024 or 2021-2024.")
    ] = None,
    unit: Annotated[Unit | None, typer.Option(help="Figures in this unit alone.")] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Show the same measure of other years, populations and documents.")
    ] = False,
    add: Annotated[str | None, typer.Option("--sum", metavar="A,B", help="Add up the options of these labels.")] = None,
    difference: Annotated[
        str | None, typer.Option("--difference", metavar="A,B", help="The first less the second.")
    ] = None,
    ratio: Annotated[str | None, typer.Option("--ratio", metavar="A,B", help="The first over the second.")] = None,
    chart: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw what is shown into this file, .png or .svg.")
    ] = None,
    batch: Batch = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for spreadsheets.")] = False,
    as_json: AsJson = False,
) -> None:
    """Look one figure up, or a batch of them, or list what there is."""
    options = statistics_options(period, unit, compare, {"sum": add, "difference": difference, "ratio": ratio})
    request = request_of("stat", text=" ".join(query or ()), documents=tuple(doc or ()), options=options)
    how = Shown(as_json=as_json, as_csv=as_csv, chart=chart)
    how.check(request, in_batch=batch is not None)
    desk = ctx.obj.desk()
    if batch:
        print_batch(lookup_lines(batch, lambda one: handle(desk, one), request), "nothing of the batch was looked up.")
    else:
        how.finish(handle(desk, request))


@app.command("verify", **_described("verify"))
def verify(
    ctx: typer.Context,
    claim: Annotated[list[str] | None, typer.Argument(help="The sentence, or the text, to check.")] = None,
    doc: Annotated[
        list[str] | None,
        typer.Option("--doc", metavar="NAME", help="Check against this document alone. May be given several times."),
    ] = None,
    batch: Batch = None,
    as_json: AsJson = False,
) -> None:
    """Check one text, or a batch of them."""
    if batch and claim:
        raise typer.BadParameter("takes no claim beside it.", param_hint="--batch")
    desk = ctx.obj.desk()
    request = request_of("verify", text=" ".join(claim or ()), documents=tuple(doc or ()))
    if batch:
        print_batch(claim_lines(batch, lambda one: handle(desk, one), request), "no claim of the batch was checked.")
    else:
        finish(handle(desk, request), as_json)


@app.command("ingest", **_described("ingest"))
def ingest(
    ctx: typer.Context,
    inputs: Annotated[list[str] | None, typer.Argument(help="Files, folders and URLs.")] = None,
    title: Annotated[str | None, typer.Option(help="What the document is called.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published it.")] = None,
    period: Annotated[
        str | None, typer.Option(metavar="YEARS", help="The years it speaks of, as 2023,2024 or 2021-2024.")
    ] = None,
    review: Annotated[
        bool, typer.Option("--review", help="Publish nothing yet: stage it, and show what would change.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read files, folders or web pages into the library."""
    if title and len(inputs or ()) != 1:
        raise typer.BadParameter("goes with one file or URL at a time.", param_hint="--title")
    given = Metadata(title=title, publisher=publisher, period=years_in(period) if period else ())
    options = IngestOptions(review=review)
    request = request_of("ingest", inputs=tuple(inputs or ()), given=given, options=options)
    desk = ctx.obj.desk()
    reply = handle(desk, request)
    finish(reply, as_json)
    if review and isinstance(reply, IngestReply) and not as_json:
        finish(handle(desk, request_of("review")), as_json)


add_sources_to(app, _described)
add_editions_to(app, _described)
add_operating_to(app, _described)
add_journal_to(app, _described)


@app.command("documents", **_described("documents"))
def documents(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the documents that answers are given from."""
    finish(handle(ctx.obj.desk(), request_of("documents")), as_json)


@app.command("text", **_described("text"))
def text(
    ctx: typer.Context,
    document: Annotated[str, typer.Argument(help="Its name, address, end of its path, or title.")],
    as_json: AsJson = False,
) -> None:
    """Print the stored text of a document."""
    finish(handle(ctx.obj.desk(), request_of("text", text=document)), as_json)


@app.command("status", **_described("status"))
def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show the library, the models and the settings in force."""
    finish(handle(ctx.obj.desk(), request_of("status")), as_json)


@app.command("eval", **_described("eval"))
def evaluate(
    ctx: typer.Context,
    questions: Annotated[str, typer.Argument(help="A JSON file of questions and what is right.")],
    docs: Annotated[list[str], typer.Option(metavar="FOLDER", help="The documents. May be given several times.")],
    sample: Annotated[int | None, typer.Option(min=1, help="Ask so many of them, the same ones every time.")] = None,
    scoped: Annotated[bool, typer.Option("--scoped", help="Ask each of its own document alone.")] = False,
    library: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Keep the library that is built, here.")
    ] = None,
    writer: Annotated[
        str | None, typer.Option(metavar="MODEL", help="Let this model write the answers, as FOOTNOTE_WRITER names it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Score the answers to questions whose answers are known."""
    options = EvaluationOptions(sample=sample, scoped=scoped, library=library, writer=writer)
    request = request_of("eval", text=questions, inputs=tuple(docs), options=options)
    finish(handle(ctx.obj.desk(), request), as_json)


@app.command("bench", **_described("bench"))
def bench(
    ctx: typer.Context,
    sizes: Annotated[
        str, typer.Option(metavar="NUMBERS", help="At how many passages questions are timed.")
    ] = "1000,10000,100000",
    docs: Annotated[
        list[str] | None,
        typer.Option(metavar="FOLDER", help="Documents to ingest; else the starter."),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A minute's look: one small size, few questions.")] = False,
) -> None:
    """Measure speed and memory beside a plain LangChain pipeline."""
    options = (
        BenchmarkOptions(sizes=(500,), questions=5, seeds=50) if quick else BenchmarkOptions(sizes=sizes_in(sizes))
    )
    request = request_of("bench", inputs=tuple(docs or ()), options=options)
    finish(handle(ctx.obj.desk(), request), as_json=False)


@app.command("slack", **_described("slack"))
def slack(
    ctx: typer.Context,
    port: Annotated[
        int | None,
        typer.Option("--http", metavar="PORT", min=1, max=65535, help="Take Slack's requests at this port."),
    ] = None,
    host: Annotated[str, typer.Option(help="With --http: listen at this address alone.")] = "127.0.0.1",
    manifest: Annotated[bool, typer.Option("--manifest", help="Print the app manifest, and leave.")] = False,
    url: Annotated[str | None, typer.Option(metavar="URL", help="With --manifest: for HTTP at this address.")] = None,
) -> None:
    """Serve Slack, or print the manifest of the app."""
    if url and not manifest:
        raise typer.BadParameter("goes with --manifest.", param_hint="--url")
    if manifest:
        from bot.slack.manifest import written

        typer.echo(written(url), nl=False)
    else:
        request = request_of("slack", options=ServingOptions(port=port, host=host))
        finish(handle(ctx.obj.desk(), request), as_json=False)


@app.command("playground", **_described("playground"))
def playground(
    ctx: typer.Context,
    port: Annotated[
        int, typer.Option(metavar="PORT", min=0, max=65535, help="Serve the page there; 0 takes any.")
    ] = 8710,
) -> None:
    """Serve the page until Ctrl-C."""
    request = request_of("playground", options=ServingOptions(port=port))
    finish(handle(ctx.obj.desk(), request), as_json=False)


add_mcp_to(app, _described)
add_teams_to(app, _described)


@app.command("help", **_described("help"))
def help_(ctx: typer.Context, command: Annotated[str, typer.Argument(help="The command to explain.")] = "") -> None:
    """List the commands, or explain one."""
    finish(handle(ctx.obj.desk(), request_of("help", text=command)), as_json=False)


def main() -> None:
    """The console script."""
    if sys.argv[1:2] and sys.argv[1] in GIVING_WAY:
        give_way()
    app(prog_name="footnote")


if __name__ == "__main__":
    main()
