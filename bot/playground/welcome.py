"""What a newcomer finds: things to try, and a colleague's claim that wants checking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.desk import Desk
from bot.playground.people import JONAS
from bot.replies import (
    DocumentsReply,
    ErrorReply,
)
from bot.requests import (
    Request,
    Unwatched,
)
from knowledge.errors import FootnoteError
from knowledge.starter import starter_brief

STARTER_TRIES = (
    "@Footnote Who owns AI in most companies?",
    "/stat ownership",
    "/verify 60% of companies have a dedicated AI team",
    "@Footnote How many hospitals have a dedicated AI team?",
)
STARTER_CLAIM = "For the board deck: 60% of companies have a dedicated AI team, and 76% run AI in production."
OWN_TRIES = ("/stat", "/sources", "/footnote help")


class _Told(Unwatched):
    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def say(self, sentence: str) -> None:
        self._say(sentence)


@dataclass(frozen=True, slots=True)
class Welcome:
    """Things to put into the message box, and what a colleague has written already (empty: nothing)."""

    tries: tuple[str, ...]
    colleague: str
    claim: str

    @classmethod
    def of(cls, desk: Desk, say: Callable[[str], None]) -> Welcome:
        """For what is in the library; one that is empty gets the starter first. Raises FootnoteError."""
        request = Request(command="documents", user="playground", surface="terminal")
        match desk.handle(request, _Told(say)):
            case DocumentsReply(_, revisions) if {r.document.name for r in revisions} == {starter_brief().name}:
                return cls(STARTER_TRIES, JONAS.user.id, STARTER_CLAIM)
            case ErrorReply(sentence):
                raise FootnoteError(sentence)
            case _:
                return cls(OWN_TRIES, JONAS.user.id, "")
