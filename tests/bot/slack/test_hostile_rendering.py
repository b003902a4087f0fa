"""Whatever stands in reports and questions: Slack takes every payload, nobody is pinged, no link is forged."""

from __future__ import annotations

from typing import Any

import pytest

from bot.loopback.blockkit import problems
from bot.replies import (
    ErrorReply,
    HomeReply,
    PersonReply,
    SlideReply,
    SourceReply,
    VerificationReply,
)
from bot.slack import limits
from bot.slack.blocks import (
    error_view,
    home_view,
    message,
    person_message,
    slides_view,
    source_view,
    verify_view,
    why_view,
)
from tests.bot.slack.rendered import NASTY, Maker, elements, harm, shown

SEEDS = range(20)  # 17 replies each, in two forms: 680 messages


def harms(payload: Any) -> list[str]:
    return [f"{text[:60]!r} {each}" for kind, text in shown(payload) for each in harm(text, kind)]


def unknown_links(payload: Any) -> list[str]:
    urls = [each["url"] for kind in ("link", "button") for each in elements(payload, kind) if "url" in each]
    return [url for url in urls if not url.startswith("https://example.org/") or "<" in url or "|" in url]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_message_is_taken_by_slack_and_does_no_harm(seed: int) -> None:
    maker = Maker(seed)
    for reply in maker.replies():
        for folded, private in ((True, True), (False, False)):
            made = message(reply, folded=folded, private=private, person_button=True, question=maker.text(40_000))
            payload = {"text": made.text, "blocks": list(made.blocks)}
            assert problems("message", payload) == []
            assert harms(made.blocks) == []
            assert harm(without_channel(made.text, reply)) == []
            assert unknown_links(made.blocks) == []
            assert 0 < limits.length(made.text) <= limits.UPDATE_TEXT
            assert (
                not elements(made.blocks, "broadcast")
                + elements(made.blocks, "user")
                + elements(made.blocks, "usergroup")
            )


def without_channel(text: str, reply: object) -> str:
    """Where a question was passed on to is ours to say, and no ping."""
    return text.replace("<#C012AB3CD>", "there") if isinstance(reply, PersonReply) else text


@pytest.mark.parametrize("seed", SEEDS)
def test_every_modal_and_home_is_taken_by_slack_and_does_no_harm(seed: int) -> None:
    for reply in Maker(seed).replies():
        view: dict[str, Any] | None = None
        match reply:
            case SourceReply():
                view = source_view(reply)
            case SlideReply():
                view = slides_view(reply)
            case VerificationReply():
                view = verify_view(reply)
            case ErrorReply():
                view = error_view(reply)
            case HomeReply():
                view = home_view(reply)
        if view is not None:
            assert problems("home" if view["type"] == "home" else "modal", view) == []
            assert harms(view) == []
            assert unknown_links(view) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_question_handed_on_mentions_its_asker_alone(seed: int) -> None:
    maker = Maker(seed)
    reply = PersonReply("C012AB3CD", maker.exchange())
    made = person_message(reply, "U012AB3CD")
    assert problems("message", {"text": made.text, "blocks": list(made.blocks)}) == []
    assert [each["user_id"] for each in elements(made.blocks, "user")] == ["U012AB3CD"]
    assert harms(made.blocks) == []
    assert harm(made.text.replace("<@U012AB3CD>", "somebody", 1)) == []


def test_an_asker_whose_id_is_none_is_not_mentioned() -> None:
    made = person_message(PersonReply("C012AB3CD", Maker(1).exchange()), "U1> <!channel")
    assert not elements(made.blocks, "user")
    assert harm(made.text) == []


@pytest.mark.parametrize("text", NASTY)
def test_what_was_asked_is_repeated_without_harm(text: str) -> None:
    made = message(Maker(0, texts=("Plain words.",)).answer(), question=text, private=True)
    assert harms(made.blocks) + harm(made.text) == []


def test_a_modal_that_asks_what_was_wrong_is_taken_by_slack() -> None:
    view = why_view("x1y2z3", "C012AB3CD|1700000000.000100")
    assert problems("modal", view) == []
