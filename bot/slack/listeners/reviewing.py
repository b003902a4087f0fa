"""The review of what is staged, page by page; approved, discarded, or published before and published again."""

from __future__ import annotations

import re
from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.replies import (
    ActReply,
    ConfirmReply,
    ErrorReply,
    Reply,
    ReviewReply,
)
from bot.requests import (
    EditionOptions,
    Place,
    Request,
    ReviewOptions,
)
from bot.slack import ids
from bot.slack.blocks import discard_view, error_view, loading_view, outcome_view, review_view, rollback_view
from bot.slack.ids import Pressed
from bot.slack.listeners import home
from bot.slack.listeners.administering import where
from bot.slack.listeners.listening import Decision, Heard, Json, Parts
from bot.slack.listeners.modals import fill_modal, show_modal
from bot.slack.listeners.pressing import Press, Where
from bot.slack.speaking import post

NOTHING = ErrorReply("There is nothing to show: please try again.")
BLANK = "Say why: it is kept, for whoever looks at it later."
DONE = {ids.REVIEW_MODAL: "Review", ids.DISCARD_MODAL: "Discard", ids.ROLLBACK_MODAL: "Roll back"}  # titles


def register(app: AsyncApp, parts: Parts) -> None:
    """Hear the buttons and the modals."""
    for action, handler in (
        (ids.REVIEW, _open),
        (ids.REVIEW_PAGE, _turn),
        (ids.DISCARD, _ask_why),
        (ids.ROLLBACK, _ask_first),
    ):
        app.action(re.compile(rf"^{action}(?::\d+)?$"))(parts.listener(partial(handler, parts), once=True))
    for modal, sent in (
        (ids.REVIEW_MODAL, _approve),
        (ids.DISCARD_MODAL, _discard),
        (ids.ROLLBACK_MODAL, _roll_back),
    ):
        app.view(modal)(parts.form(partial(sent, parts)))


# -- looking at it ---------------------------------------------------------------------------------------------------


async def review(parts: Parts, heard: Heard, origin: Where) -> None:
    """Open the first page."""
    view_id = await show_modal(heard, loading_view("Review"))
    reply = await parts.work(_review(heard, origin, ReviewOptions()))
    shown = review_view(reply, 1, origin.packed()) if isinstance(reply, ReviewReply) else error_view(_error(reply))
    await fill_modal(heard, view_id, shown)


async def _open(parts: Parts, heard: Heard) -> None:
    await review(parts, heard, _stands(parts, heard))


async def _turn(parts: Parts, heard: Heard) -> None:
    """Another page, in the same modal."""
    pressed = Press.of(heard).pressed
    page, _, packed = pressed.word.partition(";")
    origin = Where.unpacked(packed)
    reply = await parts.work(_review(heard, origin, ReviewOptions(staged=pressed.number), page=int(page)))
    if isinstance(reply, ReviewReply):
        shown = review_view(reply, int(page), packed, looked_at=pressed.number)
    else:
        shown = error_view(_error(reply))
    await fill_modal(heard, str(heard.body["view"]["id"]), shown)


async def _ask_why(parts: Parts, heard: Heard) -> None:  # noqa: ARG001  (as the others have it)
    pressed = Press.of(heard).pressed
    await show_modal(heard, discard_view(pressed.number, pressed.word))


# -- deciding --------------------------------------------------------------------------------------------------------


async def _approve(parts: Parts, heard: Heard) -> Decision:
    """Publish the staged edition that was looked at, and no other."""
    about = _about(heard)
    origin = Where.unpacked(about.word.partition(";")[2])
    options = ReviewOptions(action="approve", staged=about.number, reason=_written(heard.body))
    return _decided(parts, heard, origin, await parts.look(_review(heard, origin, options)))


async def _discard(parts: Parts, heard: Heard) -> Decision:
    """Close it, with the reason; without one the modal stays open and asks for it."""
    why = _written(heard.body)
    if not why:
        return Decision({"response_action": "errors", "errors": {ids.REASON: BLANK}})
    about = _about(heard)
    origin = Where.unpacked(about.word)
    options = ReviewOptions(action="discard", staged=about.number, reason=why)
    return _decided(parts, heard, origin, await parts.look(_review(heard, origin, options)))


def _review(heard: Heard, origin: Where, options: ReviewOptions, page: int = 0) -> Request:
    place = Place(workspace=heard.team, channel=origin.channel)
    return Request(
        command="review", user=heard.user, surface="slack", options=options, number=page, place=place
    )  # fmt: skip


# -- going back ------------------------------------------------------------------------------------------------------


async def roll_back(parts: Parts, heard: Heard, origin: Where, options: EditionOptions) -> None:
    """Ask whether to publish an earlier edition again."""
    view_id = await show_modal(heard, loading_view("Roll back"))
    reply = await parts.look(_rollback(heard, origin, options))
    asked = isinstance(reply, ConfirmReply)
    await fill_modal(
        heard,
        view_id,
        rollback_view(reply, origin.packed(), options.why) if asked else error_view(_error(reply)),  # type: ignore[arg-type]
    )


async def _ask_first(parts: Parts, heard: Heard) -> None:
    number = Press.of(heard).pressed.number
    await roll_back(parts, heard, _stands(parts, heard), EditionOptions(edition=number or None))


async def _roll_back(parts: Parts, heard: Heard) -> Decision:
    about = _about(heard)
    origin = Where.unpacked(about.word)
    options = EditionOptions(edition=about.number or None, sure=True, why=_written(heard.body))
    return _decided(parts, heard, origin, await parts.look(_rollback(heard, origin, options)))


def _rollback(heard: Heard, origin: Where, options: EditionOptions) -> Request:
    place = Place(workspace=heard.team, channel=origin.channel)
    return Request(command="rollback", user=heard.user, surface="slack", options=options, place=place)


# -- what came of it -------------------------------------------------------------------------------------------------


def _decided(parts: Parts, heard: Heard, origin: Where, reply: Reply) -> Decision:
    """In the modal; and where the button stood, so that all who are there know, and in Home."""
    told = reply if isinstance(reply, ActReply | ErrorReply) else NOTHING
    title = DONE[heard.body["view"]["callback_id"]]
    answer = {"response_action": "update", "view": outcome_view(title, told)}
    return Decision(answer, partial(_tell, parts, origin, told))


async def _tell(parts: Parts, origin: Where, told: ActReply | ErrorReply, shown: bool, heard: Heard) -> None:
    if isinstance(told, ErrorReply) and shown:
        return
    acted = isinstance(told, ActReply) and origin.channel
    await post(
        heard.client, origin.channel if acted else heard.user, parts.message(told), (acted and origin.thread) or None
    )  # fmt: skip
    await home.show(parts, heard)


def _stands(parts: Parts, heard: Heard) -> Where:
    """Where the button stands, if all who see that may see what comes of it."""
    press = Press.of(heard)
    return Where("") if press.ephemeral else where(parts, press.channel, press.thread or press.ts)


def _about(heard: Heard) -> Pressed:
    return Pressed.unpacked(heard.body["view"]["private_metadata"])


def _written(body: Json) -> str:
    values: Json = body["view"]["state"]["values"]
    return str(((values.get(ids.REASON) or {}).get(ids.REASON) or {}).get("value") or "").strip()


def _error(reply: Reply) -> ErrorReply:
    return reply if isinstance(reply, ErrorReply) else NOTHING
