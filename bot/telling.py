"""``told``, what a note's button shows, and ``living``, which switches notes on and off for a workspace."""

from __future__ import annotations

from bot.exchanges import NOT_OPEN
from bot.replies import ErrorReply, Reply, SourceReply, TextReply
from bot.requests import Request, Watch
from bot.sourcing import PRUNED, surroundings
from bot.wiring import Services
from knowledge.errors import UnknownDocument, UnknownExchange

NOT_KEPT = "That note is no longer kept: ask the question again to see what the reports say today."
HOW = "Type living on or living off; without a word it says how it is."
OFF_FOR_ALL = "Notes are switched off for all workspaces in the settings (living): nobody gets any."
ON = "Notes are on: when a publish changes or removes what an answer rests on, its thread is told."
OFF = (
    "Notes are off here: threads aren't told when the reports change. What changes meanwhile is told once they are on."
)


def told(services: Services, request: Request, _watch: Watch) -> Reply:
    """Where a fact of a note stands now; of one that is gone, where it stood.

    The request names the note as ``exchange``, and the fact by the exchange that it is of as ``text`` and its number.
    Raises UnknownExchange.
    """
    note = services.journal.note(request.exchange)
    if note is None or (request.place and request.place.workspace != note.place.workspace):
        raise UnknownExchange(NOT_KEPT)
    of_fact = request.text, request.number
    change = next((each for each in note.changes if (each.exchange, each.number) == of_fact), None)
    if change is None:
        raise UnknownExchange(NOT_KEPT)
    fact = change.new or change.old
    if not services.readers.may_read(request, fact.document):
        raise UnknownExchange(NOT_OPEN)
    citation = fact.citation
    try:
        text = services.catalogue.text(citation.revision_id)
    except UnknownDocument:
        return ErrorReply(PRUNED)
    before, after = surroundings(text, citation)
    edition = services.catalogue.current()
    superseded = edition is None or citation.revision_id not in edition.revision_ids
    return SourceReply(citation, before, after, 1, 1, note.id, superseded)


def living(services: Services, request: Request, _watch: Watch) -> Reply:
    """Switch notes on or off for the workspace where this is asked, or say how it is."""
    workspace = request.place.workspace if request.place else ""
    word = request.text.strip().casefold()
    if word not in ("", "on", "off"):
        return ErrorReply(HOW)
    if not services.settings.living:
        return TextReply(OFF_FOR_ALL)
    if word:
        services.journal.want_notes(workspace, word == "on")
        services.catalogue.note(request.user, f"notes {word}", None, f"In the workspace {workspace}.")
    return TextReply(ON if services.journal.wants_notes(workspace) else OFF)
