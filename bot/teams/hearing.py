"""What was said to the bot, by whom and where: rules over the activities that Teams sends."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol

from microsoft_teams.api.activities.utils import StripMentionsTextOptions, strip_mentions_text
from microsoft_teams.api.models import ActivityBase
from microsoft_teams.api.models.entity import MentionEntity

from bot.commands import on
from bot.requests import Place, Request
from bot.teams.speaking import Conversation, Kind

_TYPED = re.compile(r"/?([a-z]+)\b\s*[:,]?\s*(.*)", re.IGNORECASE | re.DOTALL)
_ROOT = ";messageid="
_CARD = re.compile(r"<span\b[^>]{0,500}\binline-compose-card\b.{0,5000}?</span>", re.DOTALL)  # put in by an extension
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")  # what people write with < comes as an entity
NOT_HERE = frozenset({"living"})  # notes about answers that have changed are told in Slack alone
_KINDS: dict[str, Kind] = {"personal": "personal", "groupChat": "groupChat", "channel": "channel"}


class Context(Protocol):
    """As much of the SDK's context as is needed: what came, and a client that may answer it."""

    @property
    def activity(self) -> Any:
        """What Teams sent."""
        ...

    @property
    def api(self) -> Any:
        """The client, for the service that sent it."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that Teams told the app."""

    activity: Any
    conversation: Conversation
    user: str
    place: Place

    @property
    def personal(self) -> bool:
        """Whether nobody else sees what is said here."""
        return self.conversation.kind == "personal"

    @property
    def here(self) -> Place:
        """The place, for what no message of a person's asked."""
        return replace(self.place, message="")

    def request(self, command: str, *, place: Place | None = None, **asked: Any) -> Request:
        """For the desk: by this person, for whoever sees what is said here."""
        return Request(
            command=command,
            user=self.user,
            surface="teams",
            place=place or self.here,
            private=self.personal,
            **asked,
        )


def user_of(activity: ActivityBase) -> str:
    """A person's id in the directory, which is the same everywhere; else the one in this conversation."""
    return activity.from_.aad_object_id or activity.from_.id


def kind_of(activity: ActivityBase) -> Kind:
    """What sort of conversation it is; a form or a search, which is in none, is as private as a personal chat."""
    return _KINDS.get(activity.conversation.conversation_type or "personal", "groupChat")


def place_of(activity: ActivityBase) -> Place:
    """Where it was said. In channels a thread is a conversation; elsewhere everything is, and goes on by person."""
    channel, _, root = activity.conversation.id.partition(_ROOT)
    tenant = activity.conversation.tenant_id or (activity.tenant.id if activity.tenant else "")
    return Place(workspace=tenant, channel=channel, thread=root, message=activity.id)


def mentioned(activity: ActivityBase) -> bool:
    """Whether the bot is spoken to."""
    return any(
        isinstance(entity, MentionEntity) and entity.mentioned.id == activity.recipient.id
        for entity in activity.entities or ()
    )


def said(activity: Any) -> str:
    """What somebody wrote, without the mention of the bot; other people by their names."""
    own = StripMentionsTextOptions(account_id=activity.recipient.id)
    without = activity.model_copy(update={"text": strip_mentions_text(activity, own) or ""})
    text = strip_mentions_text(without, StripMentionsTextOptions(tag_only=True)) or ""
    return re.sub(r"[^\S\n]+", " ", html.unescape(_TAG.sub(" ", _CARD.sub(" ", text)))).strip()


def typed(text: str) -> tuple[str, str]:
    """The command and its words in what somebody wrote to the bot; whatever begins with no command is a question.

    "help me understand who owns AI" and "review of the owners?" are questions, "help stat" and "review" aren't.
    """
    match = _TYPED.fullmatch(text)
    if match and match[1].lower() in _commands():
        command, rest = match[1].lower(), match[2].strip()
        if _takes(command, rest):
            return command, rest
    return "ask", text


@cache
def _commands() -> frozenset[str]:
    return frozenset(command.called("teams") for command in on("teams")) - NOT_HERE


def _takes(command: str, rest: str) -> bool:
    """Whether a command may be followed by these words."""
    match command:
        case "ask" | "verify" | "ingest":
            return bool(rest)
        case "stat":
            return True
        case "reingest":
            return "?" not in rest or "://" in rest
        case "help" | "gaps" | "editions" | "audit" | "golden" | "doctor" | "forget":
            return len(rest.split()) <= 1
        case "rollback":
            return not rest or rest.lstrip("#")[:1].isdigit()
        case "sources":
            return not rest or rest.split(maxsplit=1)[0].lower() in {"list", "check", "add", "remove"}
        case _:
            return not rest
