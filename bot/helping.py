"""``help``: the commands of a surface, or one of them explained."""

from __future__ import annotations

from bot.command import SLASH, Command
from bot.commands import named, on
from bot.replies import TextReply
from bot.requests import (
    Request,
    Surface,
    Watch,
)
from bot.wiring import Services

IN_CHATS = "Mention me with a question, or write to me directly. These commands show their answer to you alone:"


def run(services: Services, request: Request, _watch: Watch) -> TextReply:
    """The command that the text names, explained; else a line for each that this person may use here."""
    command = named(request.text.strip().casefold().removeprefix(SLASH).strip("/ "), request.surface)
    if command and command.typed:
        return TextReply(_explained(command, request.surface))
    administers = services.access.seems_to_administer(request)
    listed = [each for each in on(request.surface) if each.who == "everyone" or administers]
    if request.surface == "terminal":
        width = max(len(command.name) for command in listed)
        return TextReply("\n".join(f"{command.name:<{width}}  {command.summary}" for command in listed))
    return TextReply("\n".join((IN_CHATS, *(f"{_as_typed(command)}: {command.summary}" for command in listed))))


def _explained(command: Command, surface: Surface) -> str:
    chat = command.chat if surface != "terminal" else None
    text, examples = (chat.help, chat.examples) if chat else (command.help, command.examples)
    folded = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
    return "\n\n".join((command.summary, *folded, "\n".join(examples)))


def _as_typed(command: Command) -> str:
    """``/ask QUESTION``"""
    return f"{command.slash} {command.chat.hint if command.chat else ''}".strip()
