"""Modals and Home as a person reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from bot.journal import Exchange
from bot.loopback.blockkit import problems
from bot.replies import (
    ContentState,
    ErrorReply,
    HomeReply,
    ModelState,
    SlideReply,
    SourceReply,
    StatusReply,
)
from bot.requests import Why
from bot.slack import ids
from bot.slack.blocks import error_view, home_view, loading_view, slides_view, source_view, why_view
from bot.slack.ids import Pressed
from tests.bot.parts import ANSWER, EDITION, HALF, REFUSAL, STATISTIC, citation, replied, revision
from tests.bot.slack.rendered import elements, read

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def source(number: int = 2, total: int = 3, *, superseded: bool = False, link: str | None = None) -> SourceReply:
    cited = citation().model_copy(update={"headings": ("Cats at work", "Who keeps a cat"), "link": link})
    return SourceReply(cited, "What stands before.", "What comes after.", number, total, "x1", superseded)


def pressed(view: dict[str, object]) -> dict[str, tuple[str, int, str]]:
    return {str(b["action_id"]): Pressed.unpacked(b["value"]) for b in elements(view, "button") if "value" in b}


# -- source ------------------------------------------------------------------------------------------------------------


def test_a_quote_is_highlighted_between_what_stands_around_it() -> None:
    view = source_view(source())
    assert problems("modal", view) == []
    quote = elements(view, "rich_text_quote")[0]["elements"]
    assert quote == [{"type": "text", "text": HALF, "style": {"bold": True}}]
    shown = read(view["blocks"])
    assert shown.index("What stands before.") < shown.index(HALF) < shown.index("What comes after.")


def test_page_and_heading_are_named() -> None:
    assert "Page 3 · Who keeps a cat · cats.pdf" in read(source_view(source())["blocks"])


@pytest.mark.parametrize(
    ("number", "ways"),
    [
        (1, {"source:2": ("x1", 2, "")}),
        (2, {"source:1": ("x1", 1, ""), "source:3": ("x1", 3, "")}),
        (3, {"source:2": ("x1", 2, "")}),
    ],
)
def test_previous_and_next_lead_to_the_sources_beside_it(number: int, ways: dict[str, object]) -> None:
    view = source_view(source(number))
    assert pressed(view) == ways
    assert view["title"]["text"] == f"Source {number} of 3"


def test_the_only_source_leads_nowhere_else() -> None:
    view = source_view(source(1, 1))
    assert pressed(view) == {}
    assert view["title"]["text"] == "Source"


def test_the_original_is_linked_where_it_is_on_the_web() -> None:
    address = "https://example.org/cats.html#:~:text=48%25"
    view = source_view(source(link=address))
    assert [each["url"] for each in elements(view, "button") if "url" in each] == [address]
    assert [each["url"] for each in elements(view, "link")] == [address]
    assert not elements(source_view(source(link="file:///cats.pdf")), "link")


def test_that_there_is_a_newer_version_is_said() -> None:
    assert "A newer version" in read(source_view(source(superseded=True))["blocks"])
    assert "A newer version" not in read(source_view(source())["blocks"])


def test_a_quote_of_five_thousand_characters_is_whole_and_its_surroundings_are_cut() -> None:
    quote = "word " * 1_000
    reply = source()
    cited = reply.citation.model_copy(update={"quote": quote, "end": reply.citation.start + len(quote)})
    view = source_view(
        replace(reply, citation=cited, before="before " * 2_000 + "END", after="BEGIN " + "after " * 2_000)
    )
    assert problems("modal", view) == []
    assert quote in read(view["blocks"])
    assert "END\n" in read(view["blocks"])
    assert "\nBEGIN" in read(view["blocks"])


# -- slides ------------------------------------------------------------------------------------------------------------


def slide(png: bytes | None = b"png") -> SlideReply:
    footnote = "Base: firms (n = 500). Example Research, Cats at work, 2025, page 3."
    return SlideReply(STATISTIC, "48%: firms that keep a cat", footnote, "a,b", png, "cats", 1, 2, "x1")


def test_figure_and_footnote_can_be_copied_and_base_and_period_are_told() -> None:
    view = slides_view(slide())
    assert problems("modal", view) == []
    copied = [read(each) for each in elements(view, "rich_text_preformatted")]
    assert copied == ["48%: firms that keep a cat", slide().footnote]
    fields = [each["text"] for each in elements(view, "section")[0]["fields"]]
    assert {"*Figure*\n48%", "*Of*\nFirms (n = 500)", "*Period*\n2025", "*Said by*\nnot stated"} <= set(fields)


def test_a_base_that_is_not_stated_is_said_to_be_missing_on_a_slide() -> None:
    bare = replace(slide(), statistic=STATISTIC.model_copy(update={"base": None, "base_size": None}))
    assert "*Of*\nBase not stated" in read(slides_view(bare)["blocks"])


def test_files_can_be_had_and_a_picture_only_where_there_is_one() -> None:
    assert pressed(slides_view(slide())) == {
        "download_csv": ("x1", 1, ""),
        "download_png": ("x1", 1, ""),
        "slides:2": ("x1", 2, ""),
    }
    assert ids.DOWNLOAD_PNG not in pressed(slides_view(slide(png=None)))


# -- asking and telling ------------------------------------------------------------------------------------------------


def test_what_was_wrong_can_be_one_of_what_the_journal_keeps() -> None:
    view = why_view("x1", "C1|1700000000.000100")
    radio = elements(view, "radio_buttons")[0]
    assert {each["value"] for each in radio["options"]} == set(get_args(Why))
    assert [each["block_id"] for each in elements(view, "input")] == [ids.WHY, ids.COMMENT]
    assert [each["optional"] for each in elements(view, "input")] == [False, True]
    assert Pressed.unpacked(view["private_metadata"]) == ("x1", 0, "C1|1700000000.000100")


def test_a_modal_that_waits_and_one_that_failed_are_taken_by_slack() -> None:
    assert problems("modal", loading_view("A title of far more than twenty-four characters")) == []
    view = error_view(ErrorReply("It is gone: ask again.", "1a2b3c4d"))
    assert problems("modal", view) == []
    assert "It is gone: ask again." in read(view["blocks"])
    assert "1a2b3c4d" in read(view["blocks"])


# -- home --------------------------------------------------------------------------------------------------------------


def exchange(at: int, *, refused: bool = False) -> Exchange:
    reply = replied(REFUSAL if refused else ANSWER)
    return Exchange(
        id=f"x{at}", at=NOON, surface="slack", user="U1", command="ask", text=f"Question {at}?", reply=reply
    )


def home(*, content: ContentState | None = None, documents: int = 1) -> HomeReply:
    revisions = tuple(revision(f"cats{n}.pdf", title=f"Cats {n}") for n in range(documents))
    return HomeReply(EDITION, revisions, ("How many keep a cat?",), (exchange(1), exchange(2, refused=True)), content)


def status(problem: str | None = None) -> StatusReply:
    return StatusReply(Path("x"), EDITION, 1, 20, 30, (ModelState("embeddings", "MiniLM", problem),), {"key": "secret"})


def test_home_tells_what_is_known_what_to_ask_and_what_was_asked() -> None:
    view = home_view(home())
    assert problems("home", view) == []
    shown = read(view["blocks"])
    assert "1 document · edition 3, published " in shown
    assert "Cats 0" in shown
    assert "Example Research · published 2025-02 · about 2024–2025 · read " in shown
    asks = [each for each in elements(view, "button") if each["action_id"] == "ask:1"]
    assert [each["value"] for each in asks] == ["How many keep a cat?"]
    assert "Question 1?\n_Answered_" in shown
    assert "Question 2?\n_Not answered_" in shown
    assert {action: p.exchange for action, p in _recent(view).items()} == {"recent:1": "x1", "recent:2": "x2"}


def _recent(view: dict[str, object]) -> dict[str, Pressed]:
    buttons = [each for each in elements(view, "button") if each["action_id"].startswith(ids.RECENT)]
    return {each["action_id"]: Pressed.unpacked(each["value"]) for each in buttons}


def test_only_administrators_see_how_the_content_stands_and_what_went_unanswered() -> None:
    content = ContentState(status(), (exchange(7, refused=True), exchange(8)))
    shown = read(home_view(home(content=content))["blocks"])
    assert "1 document · 20 passages · 30 figures" in shown
    assert "All models are there" in shown
    assert "Question 7?\n · The reports don't say this about hospitals." in shown
    assert "Question 8?\n · rated as a bad answer" in shown
    assert "secret" not in shown
    assert "Question 7?" not in read(home_view(home())["blocks"])


def test_a_model_that_is_missing_is_told_to_administrators() -> None:
    shown = read(home_view(home(content=ContentState(status("its file is missing"), ())))["blocks"])
    assert "⚠️ embeddings: its file is missing" in shown
    assert "No question went unanswered lately." in shown


def test_two_hundred_documents_are_counted_where_they_are_not_listed() -> None:
    view = home_view(home(documents=200))
    assert problems("home", view) == []
    assert "200 documents" in read(view["blocks"])
    assert "and 140 more" in read(view["blocks"])


def test_an_empty_library_says_what_to_do() -> None:
    view = home_view(HomeReply(None, (), (), (), None))
    assert problems("home", view) == []
    assert "Nothing has been read yet" in read(view["blocks"])
