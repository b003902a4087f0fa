"""A question or a command in a conversation: a sign at once, the answer, and the journal knows what shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot import chat_words
from bot.commands import SLASH, named
from bot.helping import IN_CHATS
from bot.replies import ErrorReply, Reply, TextReply
from bot.requests import EditionOptions, Request, SourceOptions
from bot.teams.handlers.listening import Parts
from bot.teams.hearing import Heard
from bot.teams.showing import Showing
from bot.teams.speaking import send, update

LONG = frozenset({"ingest", "reingest", "golden", "doctor"})  # what takes minutes
RUNS = frozenset({"ingest", "reingest"})  # of which it is told how far they are
IN_TEAMS = (
    "Write to me directly with a question, or mention me with it in a channel or a chat. What else you may write to me,"
    " by its first word:"
)
_SLASHED = re.compile(r"(?m)(?<!\S)/(\w+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants."""

    command: str
    text: str
    repeat: bool = False  # the question stands in no message, so the answer repeats it


async def answer(parts: Parts, heard: Heard, asked: Asked) -> None:
    """Answer in the conversation."""
    asked = _for_everybody(heard, asked)
    if refused := _in_public(heard, asked):
        await send(heard.conversation, parts.message(refused))
        return
    request = request_of(heard, asked)
    long = takes_a_while(request)
    showing = parts.showing(heard, runs=asked.command in RUNS)
    if long:  # nobody has to wait behind it
        await _finish(parts, asked, request, showing, await parts.work(request, showing))
        return
    async with parts.in_turn(heard):
        await _finish(parts, asked, request, showing, await parts.ask(request, showing))


async def _finish(parts: Parts, asked: Asked, request: Request, showing: Showing, reply: Reply) -> None:
    if asked.command == "help":
        reply = in_our_words(reply)
    why = request.options.why if isinstance(request.options, EditionOptions) else ""
    question = asked.text if asked.repeat else None
    shown_as = await showing.finish(parts.message(reply, question=question, why=why))
    await remember(parts, reply, shown_as)


def takes_a_while(request: Request) -> bool:
    """Whether it reads documents in, or asks models for minutes."""
    checks = isinstance(request.options, SourceOptions) and request.options.action == "check"
    return checks or request.command in LONG


def in_our_words(reply: Reply) -> Reply:
    """Help, where a command is written as a word: there are no slashes here, and no answer is for one person alone."""
    if not isinstance(reply, TextReply):
        return reply
    said = reply.text.replace(IN_CHATS, IN_TEAMS).replace(f"{SLASH} ", "")
    return TextReply(_SLASHED.sub(r"\1", said))


async def answer_again(parts: Parts, heard: Heard, asked: Asked) -> bool:
    """The question was edited: its answer is mended where it stands. False where it has none."""
    async with parts.in_turn(heard):
        before = await parts.from_journal(lambda: parts.journal.asked_in(heard.place), None)
        if before is None:
            return False
        reply = await parts.ask(request_of(heard, asked))
        message = parts.message(reply)
        shown_as = await update(heard.conversation, before.shown_as, message) if before.shown_as else None
        shown_as = shown_as or await send(heard.conversation, message)
        await remember(parts, reply, shown_as)
    return True


def request_of(heard: Heard, asked: Asked) -> Request:
    """For the desk. Raises InvalidSettings where what is typed behind a command isn't understood."""
    fields = chat_words.read(asked.command, asked.text)
    return heard.request(asked.command, place=heard.place, **fields)


async def remember(parts: Parts, reply: Reply, shown_as: str) -> None:
    """Let the journal know which message shows a reply that it keeps."""
    exchange = getattr(reply, "exchange", None)
    if isinstance(exchange, str) and shown_as:
        await parts.from_journal(lambda: parts.journal.shown(exchange, shown_as), None)


def _for_everybody(heard: Heard, asked: Asked) -> Asked:
    """What everybody gets by that name, where others read along: the documents, and not how their sources are."""
    command = named(asked.command, "teams")
    if heard.personal or command is None or not command.instead or asked.text:
        return asked
    return replace(asked, command=command.instead)


def _in_public(heard: Heard, asked: Asked) -> ErrorReply | None:
    """What administrators do is for their eyes: where others read along it is refused."""
    command = named(asked.command, "teams")
    if heard.personal or command is None or command.who != "administrators":
        return None
    return ErrorReply(f"Here everybody reads along: write “{asked.command}” to me directly.")
