"""Fills in the parts of the documents that the code knows better: commands, settings, figures, make targets.

A generated part stands between two marks of cog in a Markdown file and calls a function of this module, which gives
Markdown. ``generate_docs.py`` fills all of them in, ``generate_docs.py --check`` fails when one is stale.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin

from cogapp import Cog
from pydantic.fields import FieldInfo

ROOT = Path(__file__).resolve().parent.parent
MARK = "[[[" + "cog"


def documents() -> list[Path]:
    """The Markdown files with a generated part."""
    return [path for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]) if MARK in path.read_text("utf-8")]


def commands() -> str:
    """Each command of the terminal in one row, from the one table of commands."""
    from bot.commands import on

    rows = [(f"`footnote {command.name}`", command.summary, f"`{command.examples[0]}`") for command in on("terminal")]
    return _table(("command", "what it does", "for example"), rows)


def command_details() -> str:
    """A section a command: what it is for, examples, arguments and options."""
    from typer.main import get_command

    from bot.__main__ import app
    from bot.commands import on

    parts: dict[str, Any] = getattr(get_command(app), "commands", {})
    return "\n\n".join(
        f"## footnote {command.name}\n\n{command.summary}\n\n{command.help}\n\n"
        f"```sh\n{chr(10).join(command.examples)}\n```\n\n{_parameters(parts[command.name])}"
        for command in on("terminal")
        if command.name in parts
    )


def _parameters(command: Any) -> str:
    """A table of what a command takes, or of what each of a group's takes; ``command`` is click's."""
    of_a_group: dict[str, Any] = getattr(command, "commands", {})
    if not of_a_group:
        return _own_parameters(command)
    own = _own_parameters(command) if command.invoke_without_command else ""
    parts = [
        f"`footnote {command.name} {name}`: {each.get_short_help_str(200)}\n\n{_parameters(each)}"
        for name, each in of_a_group.items()
    ]
    return "\n\n".join([own, *parts] if own else parts)


def _own_parameters(command: Any) -> str:
    rows = []
    for parameter in command.params:
        names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts) if name.startswith("-"))
        rows.append((names or f"`{parameter.name.upper()}`", getattr(parameter, "help", None) or ""))
    return _table(("argument or option", "what it is"), rows) if rows else ""


def settings() -> str:
    """Each setting in one row, from the settings classes."""
    from bot.settings import Settings, variable_of

    fields = sorted((variable_of(name), field) for name, field in Settings.model_fields.items())
    rows = [(f"`{variable}`", _kind(field), _default(field), field.description or "") for variable, field in fields]
    return _table(("variable", "takes", "default", "what it does"), rows)


def _kind(field: FieldInfo) -> str:
    """What a setting takes, in a reader's words."""
    words = {bool: "true or false", int: "a whole number", float: "a number", str: "text", Path: "a path"}
    annotation: Any = field.annotation
    if get_origin(annotation) is tuple:
        return "a list"
    choices = [choice for choice in get_args(annotation) if choice is not NoneType] or [annotation]
    return ", ".join(words.get(choice, f"`{choice}`" if isinstance(choice, str) else "text") for choice in choices)


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return "depends on the machine"
    if field.is_required():
        return "none: must be given"
    value = str(field.default).lower() if isinstance(field.default, bool) else field.default
    return "not set" if value in (None, "", ()) else f"`{value}`"


def slack_scopes() -> str:
    """Each scope that the Slack app asks for, and why."""
    from bot.slack.manifest import SCOPES

    return _table(("scope", "so that it can"), [(f"`{scope.name}`", scope.why) for scope in SCOPES])


def slack_events() -> str:
    """Each event that the Slack app hears, and what for."""
    from bot.slack.manifest import EVENTS

    return _table(("event", "what for"), [(f"`{event.name}`", event.why) for event in EVENTS])


def slack_commands() -> str:
    """Each slash command, from the one table of commands."""
    from bot.commands import slashes

    rows = [(f"`{slash.name} {slash.hint}`".replace(" `", "`"), slash.summary) for slash in slashes("slack")]
    return _table(("command", "what it does"), rows)


def teams_commands() -> str:
    """What may be written to the bot in Teams, as its menu shows it."""
    from bot.teams.manifest import menu

    return _table(("write", "what it does"), [(f"`{title}`", said) for title, said in menu()])


def metrics() -> str:
    """Each metric of the service's own."""
    from bot.metrics import described

    return _table(("metric", "kind", "what it is"), [(f"`{name}`", kind, what) for name, kind, what in described()])


def targets() -> str:
    """The targets of the Makefile with what each is for."""
    found = re.findall(r"^([a-z-]+):.*## (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    return _table(("target", "what it does"), [(f"`make {name}`", purpose) for name, purpose in found])


def figures(name: str) -> str:
    """What ``make figures`` measured last, as it was printed: ``name`` is eval or bench."""
    path = ROOT / "docs" / "figures" / f"{name}.txt"
    return f"```text\n{path.read_text('utf-8').strip()}\n```" if path.exists() else "Not measured yet: `make figures`."


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    cells = [head, tuple("---" for _ in head), *(tuple(map(_cell, row)) for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def main(arguments: list[str]) -> int:
    """Fill in every document, or with --check say which are stale; 0 if all is well."""
    if arguments not in ([], ["--check"]):
        print("Give nothing, or --check.", file=sys.stderr)
        return 2
    mode = ["--verbosity=1", "--check", "--diff", "--check-fail-msg=Run make docs."] if arguments else ["-r"]
    paths = [str(path.relative_to(ROOT)) for path in documents()]
    status: int = Cog().main(["cog", *mode, "-I", str(ROOT / "scripts"), *paths])
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
