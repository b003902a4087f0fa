"""A library of an open report and two limited ones that answer the same questions: to see what gets out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot.desk import Desk
from bot.directory import Listed
from bot.replies import Reply
from bot.requests import Place, Request, Surface
from knowledge.sources import Said
from tests.support.reports import PETS, Reports

SALES, BOARD = "sales.md", "board.md"
QUESTION = "How many firms keep a cat in the office?"
MEMBER, OTHER = "U0MEMBER", "U0OTHER"
WORDS = {SALES: "quokka", BOARD: "wombat"}  # that one of the limited reports alone has, and that people ask about
# What nobody asks about, and only somebody who has read the report could say: a word, a figure, its title's, its file.
SECRETS = {SALES: ("zorilla", "83.7", "ledger", "sales.md"), BOARD: ("margay", "61.3", "minutes", "board.md")}

YEARS = {SALES: "2017", BOARD: "2018"}

_LIMITED = """# The {title} {year}

## Cats of the {word} and the {secret}

In {year} we asked 900 firms. Of the firms, {figure}% keep a cat in the office with a {word} of the {secret}.

## Who feeds the {word}?

Of the firms, {figure}% say that a team of the {secret} feeds the {word}.

## Horses

Of the firms, {figure}% keep a horse in the stable of the {word}, says the {secret}.

## Birds

Of the firms, {figure}% keep a parrot in the hall.
"""


@dataclass(frozen=True)
class Seat:
    """Where somebody sits, and which of the limited reports are open there."""

    name: str
    surface: Surface
    user: str = OTHER
    channel: str | None = None  # None: no place at all
    workspace: str = "T1"
    private: bool = False
    open: tuple[str, ...] = ()

    @property
    def shut(self) -> tuple[str, ...]:
        """The limited reports that aren't."""
        return tuple(each for each in (SALES, BOARD) if each not in self.open)

    def request(self, command: str, text: str = "", **more: Any) -> Request:
        """A request from there."""
        place = None if self.channel is None else Place(workspace=self.workspace, channel=self.channel, thread="1.1")
        return Request(
            command=command,
            user=self.user,
            surface=self.surface,
            text=text,
            place=more.pop("place", place),
            private=self.private,
            **more,
        )


SEATS = (
    Seat("the terminal", "terminal", open=(SALES, BOARD)),
    Seat("the channel", "slack", channel="C1", open=(SALES,)),
    Seat("the channel, of a member", "slack", MEMBER, "C1", open=(SALES,)),
    Seat("the channel, to one person", "slack", channel="C1", private=True, open=(SALES,)),
    Seat("the channel, to a member", "slack", MEMBER, "C1", private=True, open=(SALES, BOARD)),
    Seat("another channel", "slack", MEMBER, "C2"),
    Seat("another channel, to a member", "slack", MEMBER, "C2", private=True, open=(BOARD,)),
    Seat("another channel, to one person", "slack", channel="C2", private=True),
    Seat("a direct message of a member", "slack", MEMBER, "D0MEMBER", open=(BOARD,)),
    Seat("a direct message", "slack", channel="D0OTHER"),
    Seat("Home of a member", "slack", MEMBER, "", private=True, open=(BOARD,)),
    Seat("nowhere", "slack", MEMBER),
    Seat("another workspace", "slack", MEMBER, "C9", workspace="T2", private=True),
    Seat("a channel of Teams", "teams", MEMBER, "19:general@thread.tacv2"),
    Seat("a chat of Teams", "teams", MEMBER, "a:1", private=True),
    Seat("an assistant of a network", "mcp", MEMBER),
    Seat("an assistant in a conversation", "mcp", MEMBER, "mcp", workspace="mcp"),
)


class Limited:
    """The library. ``readers`` says for the limited reports who may read them."""

    def __init__(self, folder: Path, readers: dict[str, str] | None = None) -> None:
        self.reports = Reports(folder)
        self.reports.write(PETS)
        for name, (secret, figure, title, _) in SECRETS.items():
            text = _LIMITED.format(word=WORDS[name], secret=secret, figure=figure, title=title, year=YEARS[name])
            self.reports.write(text, name)
        self.services = self.reports.services
        for name, who in (readers or {SALES: "#C1", BOARD: "@S0BOARD"}).items():
            self.limit(name, who)
        self.reports.publish()
        self.directory = Listed(
            groups={("T1", "S0BOARD"): [MEMBER]},
            channels={("T1", "C1"): "sales", ("T2", "C9"): "sales"},
            handles={("T1", "board"): "S0BOARD"},
        )
        self.services.access.know("slack", self.directory)
        self.desk = Desk(self.services)

    def limit(self, name: str, who: str) -> None:
        """Say who may read one of the reports, from now on."""
        self.services.registrar.add(str(self.reports.folder / name), Said(readers=who), "ada")

    def ids(self) -> dict[str, str]:
        """Names of documents by their ids."""
        return {each.document.id: each.document.name for each in self.services.revisions(self.services.edition().id)}


def told(reply: Reply) -> str:
    """All that a reply holds, however deep: what a surface could show of it."""
    return json.dumps(_plain(reply), default=repr).casefold()


def leaks(reply: Reply, names: Iterable[str]) -> list[str]:
    """What of these reports is in a reply."""
    text = told(reply)
    return [secret for name in names for secret in SECRETS[name] if secret in text]


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
