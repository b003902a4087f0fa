"""Notes and gaps as Slack shows them: within all limits, harmless, and complete in plain text."""

from __future__ import annotations

from typing import Any

import pytest

from bot.facts import Fact
from bot.journal import Exchange
from bot.loopback.blockkit import problems
from bot.notes import Change, Note
from bot.replies import Gap, GapsReply
from bot.requests import Place
from bot.slack.blocks import message
from bot.slack.blocks.gaps import HOME, gaps
from bot.slack.blocks.living import mark, note_message
from tests.bot.parts import ANSWER, CATS, NOON, STATISTIC, citation, replied

PLACE = Place(workspace="T1", channel="C1", thread="1.1")
HOSTILE = "<!channel> *bold* <https://evil.example|click> @here `code` " + "long " * 300


def exchange(name: str = "e1", text: str = "How many firms keep a cat?", command: str = "ask") -> Exchange:
    return Exchange(
        id=name, at=NOON, surface="slack", user="U1", place=PLACE, command=command, text=text, reply=replied(ANSWER)
    )


def fact(quote: str = STATISTIC.quote, **more: Any) -> Fact:
    cited = citation().model_copy(update={"quote": quote, "end": len(quote), "title": more.pop("title", CATS.title)})
    statistic = STATISTIC.model_copy(update=more) if quote == STATISTIC.quote else None
    return Fact(document=CATS.document.id, citation=cited, statistic=statistic)


def change(number: int = 1, of: str = "e1", kind: str = "changed", **facts: Any) -> Change:
    return Change(exchange=of, number=number, kind=kind, **{"old": fact(), "new": fact(base="big firms"), **facts})  # type: ignore[arg-type]


def note(*changes: Change) -> Note:
    return Note(id="n1", edition=7, at=NOON, surface="slack", place=PLACE, changes=changes)


def shown(*changes: Change, asked: tuple[Exchange, ...] = (exchange(),)) -> tuple[str, list[dict[str, Any]]]:
    found = note_message(note(*changes), {each.id: each for each in asked})
    assert problems("message", {"text": found.text, "blocks": list(found.blocks)}) == []
    assert found.blocks[0]["block_id"] == mark(note())
    return found.text, list(found.blocks)


def test_a_base_that_changed_is_shown_side_by_side() -> None:
    text, _ = shown(change(fields=("base",)))
    assert "base: firms (n = 500) · 2025 → base: big firms (n = 500) · 2025" in text
    assert "48% →" not in text


def test_several_answers_of_a_thread_are_told_apart_by_their_questions() -> None:
    other = change(2, "e2", new=None, kind="removed", old=fact("Nobody keeps a dog in the office."))
    asked = (exchange(), exchange("e2", "Who keeps a dog?"))
    text, blocks = shown(change(), other, asked=asked)
    assert "To “How many firms keep a cat?”:" in text
    assert "To “Who keeps a dog?”:" in text
    assert [each["text"]["text"] for each in blocks[-1]["elements"]] == [each.text for each in asked]


def test_a_look_up_has_nothing_to_ask_again_and_a_forgotten_exchange_is_left_out() -> None:
    text, blocks = shown(change(), change(1, "gone"), asked=(exchange(command="stat"),))
    assert "To “" not in text
    assert not [block for block in blocks if block["type"] == "actions"]


@pytest.mark.parametrize("kind", ["changed", "removed", "restored"])
def test_many_long_and_hostile_changes_fit_and_do_no_harm(kind: str) -> None:
    new = None if kind == "removed" else fact(f"Now {HOSTILE}", title=HOSTILE)
    many = [change(number, kind=kind, old=fact(f"{number} {HOSTILE}", title=HOSTILE), new=new) for number in range(60)]
    text, blocks = shown(*many, asked=(exchange(text=HOSTILE),))
    assert "and 56 more changes" in str(blocks)
    for harm in ("<!channel>", "<https://evil", "*bold*"):
        assert harm not in text
        assert harm not in str([block for block in blocks if block["type"] in ("section", "context")])


def gap(number: int) -> Gap:
    question = f"{number} {HOSTILE}"
    others = tuple(f"{each} {HOSTILE}" for each in range(9))
    return Gap(question, others, 1200, 300, (("not in the reports", 1199), ("rated wrong", 1)), NOON, NOON)


def test_hundreds_of_gaps_fit_into_a_message_and_into_home() -> None:
    reply = GapsReply(tuple(map(gap, range(300))), 30, 1000, capped=True)
    found = message(reply)
    assert problems("message", {"text": found.text, "blocks": list(found.blocks)}) == []
    home = {"type": "home", "blocks": gaps(reply, HOME).blocks}
    assert problems("home", home) == []
    assert "asked 1,200 times by 300 people" in str(home)
    assert "and 292 more groups" in str(home)
    assert "<!channel>" not in found.text


def test_no_gaps_are_said_to_be_none() -> None:
    assert "No question went unanswered" in message(GapsReply((), 1, 0)).text
