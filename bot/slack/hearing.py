"""What was said to the bot, and whether anything was: pure rules over the texts and events that Slack sends."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

SPOKEN = frozenset({"", "file_share", "thread_broadcast", "me_message"})  # subtypes by which people speak

_PERSON = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_GROUP = re.compile(r"<!(?:subteam\^|here|channel|everyone)")
_MARKED = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_CODE = re.compile(r":[a-z0-9_+'-]+:(?::skin-tone-\d:)?")
_OPENING = re.compile(
    r"""(?:so|and|but|ok|okay|then|also|now|please)?[\s,]*
    (?:who|whom|whose|what|what's|where|when|why|which|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should
    |show|list|compare|give|tell|find|explain|any)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_CONTINUED = re.compile(r"(?:and|what about|how about|versus|vs\.?|compared (?:to|with)|in) ", re.IGNORECASE)
_TYPED = re.compile(r"/?(help|status|sources|stat|verify)\b\s*[:,]?\s*(.*)", re.IGNORECASE | re.DOTALL)
MAX_CONTINUED = 60  # characters of a follow-up that is only the start of a question: "and in 2023"


def from_person(event: Mapping[str, Any], bot_user: str | None) -> bool:
    """Whether a person said this: not a bot, not we ourselves, and no message about a message."""
    return (
        event.get("subtype", "") in SPOKEN
        and not event.get("bot_id")
        and not event.get("bot_profile")
        and bool(event.get("user"))
        and event["user"] not in (bot_user, "USLACKBOT")
    )


def mentions(text: str, person: str | None) -> bool:
    """Whether that person, or that bot, is mentioned."""
    return person in _PERSON.findall(text)


def speaks_to_others(text: str, bot_user: str | None) -> bool:
    """Whether somebody else is mentioned, or a group."""
    return bool(_GROUP.search(text)) or any(person != bot_user for person in _PERSON.findall(text))


def may_be_question(text: str) -> bool:
    """Whether this could be asked of a bot that nobody mentioned. Cheap, and rather silent than in the way.

    ``text`` is what :func:`said` gives. A question mark, the first word of a question or of a request, or a short
    "and in 2023" will do; "thanks, that helps" won't.
    """
    spoken = _CODE.sub(" ", text).strip()
    if not re.search(r"[^\W\d_]", spoken):
        return False  # nothing but signs, numbers and emoji
    return bool("?" in spoken or _OPENING.match(spoken) or (_CONTINUED.match(spoken) and len(spoken) <= MAX_CONTINUED))


def said(text: str, bot_user: str | None = None) -> str:
    """What somebody wrote, as a person reads it: links and channels by name, no mention of the bot, no entities."""

    def plain(match: re.Match[str]) -> str:
        sign, target, label = match.groups()
        if sign == "@":
            return "" if target == bot_user else f"@{label or target}"
        if sign == "#":
            return f"#{label or target}"
        if sign == "!":
            return f"@{label or target.split('^')[0]}".replace("@@", "@")
        return label or target.removeprefix("mailto:")

    without_marks = html.unescape(_MARKED.sub(plain, text))
    return re.sub(r"[^\S\n]+", " ", without_marks).strip()


def typed(text: str) -> tuple[str, str]:
    """The command and its words in what somebody wrote to the bot; whatever begins with no command is a question.

    "help me understand who owns AI" is a question, "help" and "help stat" aren't.
    """
    if match := _TYPED.fullmatch(text):
        command, rest = match[1].lower(), match[2]
        takes = {"help": len(rest.split()) <= 1, "stat": bool(rest), "verify": bool(rest)}
        if takes.get(command, not rest):
            return command, rest
    return "ask", text


def is_deletion(event: Mapping[str, Any]) -> bool:
    """Whether a message was deleted. One with replies leaves a tombstone behind, which Slack tells as a change."""
    if event.get("subtype") == "message_deleted":
        return True
    return event.get("subtype") == "message_changed" and event.get("message", {}).get("subtype") == "tombstone"


def changed_text(event: Mapping[str, Any]) -> str | None:
    """The new text of an edited message; None where nothing was edited (a preview of a link, a reply counted)."""
    if event.get("subtype") != "message_changed" or is_deletion(event):
        return None
    now, before = event.get("message", {}), event.get("previous_message", {})
    text: str = now.get("text", "")
    return None if text == before.get("text", "") else text
