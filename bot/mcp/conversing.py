"""Which answer a question follows up: an assistant names the earlier answer's id, and the journal knows the rest."""

from __future__ import annotations

import secrets
from dataclasses import replace

from bot.journal import Exchange, Journal
from bot.recording import ID_BYTES, REMEMBERED
from bot.requests import Place, Request
from knowledge.errors import UnknownExchange
from knowledge.records import Turn

WORKSPACE = "mcp"  # what no chat's workspace is called


def placed(request: Request, after: str | None, journal: Journal) -> Request:
    """The question in its conversation, which is a new one unless it follows something up. Raises UnknownExchange."""
    if after is None:
        thread = secrets.token_urlsafe(ID_BYTES)
        return replace(request, place=Place(workspace=WORKSPACE, channel=request.surface, thread=thread))
    earlier = journal.exchange(after)
    if earlier is None or earlier.place is None or not _is_of(earlier.place, request):
        raise UnknownExchange(f"No earlier answer has the id {after!r}: leave after out, and ask the question whole.")
    return replace(request, place=earlier.place, turns=_turns(journal.conversation(earlier.place, REMEMBERED), earlier))


def _is_of(place: Place, request: Request) -> bool:
    """Whether it was asked by the same way in: what was asked at the owner's terminal isn't for those of a network."""
    return (place.workspace, place.channel) == (WORKSPACE, request.surface)


def _turns(conversation: list[Exchange], earlier: Exchange) -> tuple[Turn, ...]:
    """What went before, up to the answer that is followed up; others may have followed it up meanwhile."""
    until = next((n for n, each in enumerate(conversation, 1) if each.id == earlier.id), 0)
    before = conversation[:until] or [earlier]
    return tuple(each.turn for each in before if each.turn)
