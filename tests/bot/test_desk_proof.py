"""Proof in a chat: a quote in its surroundings, and a figure ready for a slide."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies import (
    ErrorReply,
    SlideReply,
    SourceReply,
    StatisticsReply,
)
from bot.sourcing import AROUND, surroundings
from bot.stores.memory import MemoryJournal
from knowledge.errors import LibraryError
from knowledge.records import Citation, Revision, Statistic
from knowledge.stores.memory import MemoryCatalogue
from tests.bot.chats import Chat
from tests.bot.parts import ANSWER, CATS, TEXT, citation, replied
from tests.bot.test_looking_up import NEW, Stocked
from tests.support.library import revision
from tests.support.statistics import options, statistic


def cited(text: str, quote: str) -> Citation:
    start = text.index(quote)
    return citation().model_copy(update={"quote": quote, "start": start, "end": start + len(quote)})


# -- source --------------------------------------------------------------------------------------------------------


def test_a_source_shows_the_quote_where_it_stands() -> None:
    chat = Chat()
    reply = chat.press("source", chat.asked(), number=1)
    assert isinstance(reply, SourceReply)
    assert reply.before + reply.citation.quote + reply.after == TEXT
    assert (reply.number, reply.total, reply.superseded) == (1, 1, False)


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_source_that_an_answer_does_not_have_is_an_error(number: int) -> None:
    chat = Chat()
    reply = chat.press("source", chat.asked(), number=number)
    assert isinstance(reply, ErrorReply)
    assert f"no source number {number}" in reply.sentence


def test_what_was_cited_is_shown_even_when_a_newer_edition_is_published_and_that_is_said() -> None:
    chat = Chat()
    exchange = chat.asked()
    newer = CATS.model_copy(update={"id": "a/cats.pdf@2"})
    chat.services.catalogue.add(newer, "Nobody keeps a cat.", [])
    chat.services.catalogue.publish([newer.id], "ada")
    reply = chat.press("source", exchange, number=1)
    assert isinstance(reply, SourceReply)
    assert (reply.superseded, reply.before + reply.citation.quote + reply.after) == (True, TEXT)


@pytest.mark.parametrize("command", ["source", "slides"])
def test_what_was_pruned_since_gets_a_sentence_that_says_so(command: str) -> None:
    chat = Chat()
    chat.services.answerer = Figured()  # type: ignore[assignment]
    exchange = chat.asked()
    chat.services.catalogue = MemoryCatalogue()
    chat.services.catalogue.publish([], "ada")
    del chat.services.editions
    reply = chat.press(command, exchange, number=1)
    assert isinstance(reply, ErrorReply)
    assert "no longer kept: ask again" in reply.sentence


def test_a_text_that_does_not_hold_the_quote_is_never_shown_as_its_source() -> None:
    with pytest.raises(LibraryError, match=r"cats\.pdf has changed"):
        surroundings("Something else altogether.", citation())


def test_surroundings_begin_and_end_with_a_paragraph() -> None:
    text = "\n\n".join(f"Paragraph {number}. " + "Words that fill it. " * 10 for number in range(12))
    before, after = surroundings(text, cited(text, "Paragraph 6."))
    assert before.startswith("Paragraph 3. ")
    assert after.endswith("Words that fill it. ")
    assert max(len(before), len(after)) <= AROUND


def test_in_a_table_they_begin_and_end_with_a_row() -> None:
    text = "\n".join(f"Row {number} | 12 | 34 | 56 | 78" for number in range(200))
    before, after = surroundings(text, cited(text, "Row 100 |"))
    assert before.startswith("Row ")
    assert after.endswith("| 78")


@given(st.text("ab \n.", max_size=3000), st.integers(0, 3000), st.integers(1, 200))
def test_surroundings_are_a_stretch_of_the_text_whatever_it_is(text: str, at: int, length: int) -> None:
    quote = text[at : at + length]
    if not quote:
        return
    made = citation().model_copy(update={"quote": quote, "start": at, "end": at + len(quote)})
    before, after = surroundings(text, made)
    assert text[at - len(before) : at + len(quote) + len(after)] == before + quote + after
    assert max(len(before), len(after)) <= AROUND
    cut = at - len(before)
    assert cut == 0 or text[cut - 1] in " \n" or " " not in text[max(0, at - AROUND) : at]


# -- slides --------------------------------------------------------------------------------------------------------


class Figured:
    """Answers with a figure."""

    def ask(self, *_: object) -> object:
        figure = statistic("48", of=CATS, quote="Nearly half (48%) of firms keep a cat.", as_written="48%")
        return ANSWER.model_copy(update={"statistics": (figure,)})

    def turn(self, _question: str, _outcome: object) -> object:
        return replied(ANSWER).turn


@pytest.fixture(scope="module")
def surveys() -> Chat:
    session = Stocked()
    session.services.journal = MemoryJournal()
    return Chat(session.services)


def slides(chat: Chat, query: str, number: int = 1) -> SlideReply:
    reply = chat.press("slides", chat.asked(query, command="stat"), number=number)
    assert isinstance(reply, SlideReply), reply
    return reply


def rows(slide: SlideReply) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(slide.csv)))


def test_an_option_comes_with_its_whole_question_as_csv_and_as_a_chart(surveys: Chat) -> None:
    slide = slides(surveys, "a dedicated team")
    assert slide.headline == "34%: a dedicated team"
    assert slide.footnote == ("Who is responsible? Base: firms. Source: Pet survey 2024, pets-2024.md")
    assert [row["option"] for row in rows(slide)] == ["a dedicated team", "central IT", "nobody clearly"]
    assert slide.png
    assert slide.png.startswith(b"\x89PNG")
    assert (slide.name, slide.number) == ("a-dedicated-team", 1)


def test_a_figure_alone_has_no_chart_and_one_row(surveys: Chat) -> None:
    slide = slides(surveys, "cat in the office 2024")
    assert slide.headline == "nearly 48%: keep a cat in the office"
    assert slide.footnote == "Base: firms (n = 500). Source: Pet survey 2024, page 3, pets-2024.md"
    assert slide.png is None
    assert [(row["value"], row["as_written"]) for row in rows(slide)] == [("48", "48%")]


def test_a_base_that_is_not_stated_is_said_to_be_missing(surveys: Chat) -> None:
    assert slides(surveys, "dog in the yard").footnote.startswith("Base not stated. Source:")


def test_each_figure_of_a_look_up_has_its_number(surveys: Chat) -> None:
    exchange = surveys.asked("a dedicated team", command="stat")
    kept = surveys.services.journal.exchange(exchange)
    assert kept
    assert isinstance(kept.reply, StatisticsReply)
    seen = [surveys.press("slides", exchange, number=number) for number in (1, 2, 3)]
    assert [slide.statistic.option for slide in seen if isinstance(slide, SlideReply)] == [
        "a dedicated team",
        "central IT",
        "nobody clearly",
    ]
    assert {slide.total for slide in seen if isinstance(slide, SlideReply)} == {len(kept.reply.lookup.options)}


def one_slide(figure: Statistic, of: Revision) -> SlideReply:
    """The slide of the only figure of the only document."""
    session = Stocked({of: [figure]})
    session.services.journal = MemoryJournal()
    return slides(Chat(session.services), figure.measure)


def test_a_footnote_is_one_line_with_all_that_is_stated() -> None:
    of = revision(
        "report",
        title="Pets\nof the world",
        publisher="Example Research",
        published="2025-02-03",
        uri="https://example.org/report",
        media_type="text/html",
    )
    figure = statistic("48", of=of, base="firms", base_size=1500, period="spring 2025", attribution="Gartner", page=12)
    slide = one_slide(figure, of)
    assert slide.footnote == (
        "Base: firms (n = 1,500), spring 2025, Gartner. "
        "Source: Pets of the world, Example Research, 2025, page 12, https://example.org/report"
    )


def test_a_headline_never_says_another_number_than_the_figure() -> None:
    of = revision()
    figure = statistic("12", of=of, measure="hospitals with a cat", unit="count", as_written="12 of the 340 hospitals")
    assert one_slide(figure, of).headline == "12: hospitals with a cat"
    figure = statistic("1500000", of=of, measure="cats", unit="count", as_written="about 1.5 million of the cats")
    assert one_slide(figure, of).headline == "about 1.5 million of the cats: cats"


def test_what_a_report_says_cannot_break_the_lines_or_become_a_formula() -> None:
    of = revision(title="=HYPERLINK(1)")
    slide = one_slide(statistic("48", of=of, measure="keep \u202e a\n\ncat\x07", base="@firms"), of)
    assert slide.headline == "48%: keep a cat"
    assert "\n" not in slide.footnote
    assert rows(slide)[0]["base"] == "'@firms"


def test_a_file_is_named_by_words_alone() -> None:
    of = revision()
    names = {
        "keep a cat": "keep-a-cat",
        "../../etc/passwd": "etc-passwd",
        "share of the firms that have ever kept more than one cat": "share-of-the-firms-that-have-ever-kept",
        "???": "figure",
    }
    for measure, name in names.items():
        assert one_slide(statistic("48", of=of, measure=measure, aliases=("cats",)), of).name == name


def test_a_figure_of_an_earlier_edition_stays_what_it_was() -> None:
    session = Stocked()
    session.services.journal = MemoryJournal()
    chat = Chat(session.services)
    exchange = chat.asked("a dedicated team", command="stat")
    newer = NEW.model_copy(update={"id": "pets-2024.md@2"})
    chat.services.catalogue.add(newer, "", [], options(of=newer, a_dedicated_team="99", central_IT="1"))
    chat.services.catalogue.publish([newer.id], "ada")
    slide = chat.press("slides", exchange, number=1)
    assert isinstance(slide, SlideReply)
    assert slide.headline == "34%: a dedicated team"
    assert [row["value"] for row in rows(slide)] == ["34", "21", "44"]


def test_the_figures_of_an_answer_have_slides_too() -> None:
    chat = Chat()
    chat.services.answerer = Figured()  # type: ignore[assignment]
    slide = chat.press("slides", chat.asked(), number=1)
    assert isinstance(slide, SlideReply)
    assert (slide.headline, slide.total) == ("48%: keep a cat", 1)
