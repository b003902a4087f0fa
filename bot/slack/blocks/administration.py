"""What administrators are replied, each kind as its module shows it."""

from __future__ import annotations

from bot.replies import (
    ActReply,
    ActsReply,
    ChecksReply,
    ConfirmReply,
    DoctorReply,
    EditionsReply,
    ErrorReply,
    GoldenReply,
    ReingestReply,
    Reply,
    ReviewReply,
    RunReply,
    SourceAddedReply,
    SourceRemovedReply,
    SourcesReply,
    UploadReply,
)
from bot.slack.blocks import editions, registered, reviews, runs
from bot.slack.blocks.dialogs import error
from bot.slack.blocks.forms import outcome
from bot.slack.blocks.parts import Sheet, View


def administered(reply: Reply) -> Sheet:
    """Any of these replies. Raises TypeError for what is no message."""
    match reply:
        case ReingestReply():
            return runs.reingested(reply)
        case RunReply():
            return runs.at_work(reply)
        case UploadReply():
            return runs.uploaded(reply)
        case ReviewReply():
            return reviews.review(reply)
        case SourcesReply() | SourceAddedReply() | SourceRemovedReply() | ChecksReply():
            return _of_sources(reply)
        case _:
            return _of_editions(reply)


def _of_sources(reply: SourcesReply | SourceAddedReply | SourceRemovedReply | ChecksReply) -> Sheet:
    match reply:
        case SourcesReply():
            return registered.sources(reply)
        case SourceAddedReply():
            return registered.added(reply)
        case SourceRemovedReply():
            return registered.removed(reply)
        case ChecksReply():
            return registered.checked(reply)


def _of_editions(reply: Reply) -> Sheet:
    match reply:
        case EditionsReply():
            return editions.editions(reply)
        case ActReply():
            return editions.acted(reply)
        case ConfirmReply():
            return editions.asked(reply)
        case ActsReply():
            return editions.acts(reply)
        case GoldenReply():
            return editions.golden(reply)
        case DoctorReply():
            return editions.examined(reply)
        case _:
            raise TypeError(f"{type(reply).__name__} is no message")


def outcome_view(title: str, reply: ActReply | ErrorReply) -> View:
    """What came of what was sent in."""
    sheet = error(reply) if isinstance(reply, ErrorReply) else editions.acted(reply)
    return outcome(title, sheet)
