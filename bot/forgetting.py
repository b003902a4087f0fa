"""``forget``: what a person asked, or what everybody asked before a day; and what the settings keep no longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog

from bot.replies import ActReply, ErrorReply, ForgetReply, Reply, TextReply
from bot.requests import ForgetOptions, Request, Watch
from bot.wiring import Services
from bot.wording import counted

log = structlog.get_logger(__name__)

CONVERSATION = timedelta(days=1)  # what was asked is kept so long in any case: follow-ups and buttons need it
ME = "me"
ONLY_ME = (
    "Here you can have forgotten what you asked yourself: type forget me. "
    "What others asked is forgotten from the terminal: footnote forget USER."
)
SHALL_I = (
    "Shall I forget all that you asked, with the answers, and what you thought of any answer? Buttons under those "
    "answers stop working then. Messages in this chat stay: those you delete yourself."
)
WHOM = "Say what is to be forgotten: the id of a person, or with --before a day."
THEMSELVES = "the person"  # of the audit: whoever is forgotten is not named


def run(services: Services, request: Request, _watch: Watch) -> Reply:
    """Forget, once whoever asks is sure; in a chat everybody can only forget themselves."""
    options = request.options if isinstance(request.options, ForgetOptions) else ForgetOptions()
    named = request.text.strip()
    if request.surface != "terminal":
        return _me(services, request, options) if named.casefold() == ME else ErrorReply(ONLY_ME)
    if options.before is not None:
        return _before(services, request, options.before, options.sure)
    return _person(services, request, named, options.sure) if named else ErrorReply(WHOM)


def forget_old(services: Services) -> int:
    """Forget what is older than the settings keep; returns how many exchanges."""
    kept = timedelta(days=services.settings.keep_questions_days) or CONVERSATION
    count = services.journal.forget_before(datetime.now(UTC) - kept)
    if count:
        log.info("old questions are forgotten", count=count)
    return count


def _me(services: Services, request: Request, options: ForgetOptions) -> Reply:
    count = services.journal.count(user=request.user)
    if not options.sure:
        return ForgetReply(f"I keep {counted(count, 'question')} of yours. {SHALL_I}", count, request.user)
    count = _forget(services, THEMSELVES, request.user)
    return TextReply(f"Forgotten: {counted(count, 'question')} with the answers, and what you thought of any answer.")


def _person(services: Services, request: Request, user: str, sure: bool) -> Reply:
    count = services.journal.count(user=user)
    if not sure:
        return ForgetReply(
            f"Forget {counted(count, 'question')} of {user}, and what they thought of any answer?", count
        )
    count = _forget(services, request.user, user)
    return ActReply(f"Forgotten: {counted(count, 'question')} of {user}, and what they thought of any answer.")


def _before(services: Services, request: Request, before: datetime, sure: bool) -> Reply:
    count = services.journal.count(before=before)
    day = f"{before.astimezone():%Y-%m-%d}"
    if not sure:
        return ForgetReply(f"Forget {counted(count, 'question')} that people asked before {day}?", count)
    count = services.journal.forget_before(before)
    services.gaps.clear()
    services.catalogue.note(request.user, "forget", None, f"{counted(count, 'question')} from before {day}.")
    return ActReply(f"Forgotten: {counted(count, 'question')} from before {day}.")


def _forget(services: Services, who: str, user: str) -> int:
    count = services.journal.forget_person(user)
    services.gaps.clear()
    services.catalogue.note(who, "forget", None, f"{counted(count, 'question')} of one person.")
    return count
