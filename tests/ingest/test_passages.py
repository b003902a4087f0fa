"""Blocks become passages that stand in the text and never cross a heading."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import ReadDocument, TextBuilder
from ingest.passages import GROUP_CHARACTERS, MAX_CONTEXT, MAX_WINDOW, sentences, split
from knowledge.records import Passage, Statistic
from tests.support.library import document, revision

OF = revision()
CAT = "Three in four of the firms keep a cat in the office."
DOG = "Only one in eight of the firms keeps a dog in the yard."
BIRD = "Hardly any of the firms keeps a parrot in the hall."


def texts(of: ReadDocument) -> list[str]:
    return [each.text for each in split(of, OF)]


def test_prose_is_split_into_windows_of_two_sentences_that_overlap() -> None:
    assert texts(document({"": [f"{CAT} {DOG} {BIRD}"]})) == [f"{CAT} {DOG}", f"{DOG} {BIRD}"]


def test_two_long_sentences_stay_apart() -> None:
    long = "The firms keep cats" + ", and cats" * (MAX_WINDOW // 16) + "."
    found = texts(document({"": [f"{long} {long.replace('cats', 'dogs')}"]}))
    assert found == [long, long.replace("cats", "dogs")]


def test_a_short_paragraph_joins_the_next_but_not_across_a_heading() -> None:
    assert texts(document({"": ["In brief:", CAT]})) == [f"In brief:\n\n{CAT}"]
    assert texts(document({"A": ["In brief:"], "B": [CAT]})) == ["In brief:", CAT]


def test_the_context_is_title_and_heading() -> None:
    contexts = [each.context for each in split(document({"": [DOG], "Cats": [CAT], "Pet survey": [BIRD]}), OF)]
    assert contexts == ["Pet survey:", "Pet survey. Cats:", "Pet survey:"]


def test_headings_are_kept_outermost_first_and_end_with_their_section() -> None:
    builder = TextBuilder()
    for level, heading, paragraph in ((1, "Pets", CAT), (2, "Dogs", DOG), (2, "Birds", BIRD), (1, "Cars", CAT)):
        builder.heading(heading, level)
        builder.paragraph(paragraph)
    paths = [each.headings for each in split(builder.build("text/plain"), OF)]
    assert paths == [("Pets",), ("Pets", "Dogs"), ("Pets", "Birds"), ("Cars",)]


def test_items_share_a_window_while_they_are_short_and_carry_their_lead_in() -> None:
    builder = TextBuilder()
    builder.paragraph(f"{CAT} Reasons are:")
    for number in range(12):
        builder.item(f"reason number {number}, which is given by some of the firms")
    _, *lists = split(builder.build("text/plain"), OF)
    assert len(lists) > 1
    assert {each.kind for each in lists} == {"list"}
    assert all(each.context.endswith("Reasons are:") for each in lists)


def table(rows: int) -> ReadDocument:
    builder = TextBuilder()
    body = [[f"animal number {number}", f"{number}% of all the firms"] for number in range(rows)]
    builder.table([["Animal", "Share"], *body], caption="Pets in offices")
    return builder.build("text/plain")


def test_rows_of_a_table_carry_its_caption_and_header() -> None:
    found = split(table(30), OF)
    assert len(found) > 1
    assert all(each.kind == "table" and each.context.endswith("Pets in offices Animal | Share") for each in found)
    assert "\n".join(each.text for each in found).count("animal number") == 30


def test_a_table_of_a_header_alone_is_still_found() -> None:
    assert [each.text for each in split(table(0), OF)] == ["Animal | Share"]


def test_a_page_number_is_that_of_the_block() -> None:
    builder = TextBuilder()
    builder.paragraph(CAT, page=3)
    builder.item(DOG, page=4)
    assert [each.page for each in split(builder.build("application/pdf"), OF)] == [3, 4]


def test_what_findings_call_a_figure_leads_to_the_passage_that_holds_it() -> None:
    read = document({"": [CAT], "Dogs": [DOG]})
    start = read.text.index(CAT)
    called = Statistic(
        id="cats", revision_id=OF.id, value=Decimal(75), unit="percent", as_written="Three in four", at=start,
        measure="cats",
        quote=CAT, start=start, end=start + len(CAT), distribution="which pets", aliases=("feline share",),
    )  # fmt: skip
    first, second = split(read, OF, [called])
    assert first.context == "Pet survey: (which pets; feline share)"
    assert "feline" not in second.context


def test_equal_content_is_told_by_its_hash_and_equal_places_by_theirs() -> None:
    first, again = split(document({"A": [CAT], "A ": [CAT]}), OF)
    assert first.content_id == again.content_id
    assert first.id != again.id


def test_splitting_twice_gives_the_same() -> None:
    read = document({"Cats": [f"{CAT} {DOG}"], "Birds": [BIRD]})
    assert split(read, OF) == split(read, OF)


@pytest.mark.parametrize("marks", ["—", "* * *", "…"])
def test_marks_alone_are_no_passage(marks: str) -> None:
    assert texts(document({"": [marks], "Cats": [CAT]})) == [CAT]


WORDS = [
    "Cats",
    "dogs.",
    "Why?",
    "e.g.",
    "3.5%",
    "Dr.",
    "…",
    "“Yes!”",
    "naïve",
    "谁。",
    "🙂",
    "U.S.",
    "A" * 300,
    "\u00a0",
]
PARAGRAPHS = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


@st.composite
def documents(draw: st.DrawFn) -> ReadDocument:
    builder = TextBuilder()
    for kind in draw(st.lists(st.sampled_from(["heading", "paragraph", "item", "table"]), max_size=12)):
        text = draw(PARAGRAPHS)
        if kind == "heading":
            builder.heading(text, draw(st.integers(1, 4)))
        elif kind == "paragraph":
            builder.paragraph(text)
        elif kind == "item":
            builder.item(text)
        else:
            rows = draw(st.lists(st.lists(PARAGRAPHS, min_size=2, max_size=2), max_size=4))
            builder.table(rows, draw(st.integers(0, 2)))
    return builder.build("text/plain")


@given(documents())
def test_every_passage_is_a_stretch_of_the_text(read: ReadDocument) -> None:
    for each in split(read, OF):
        assert read.text[each.start : each.end] == each.text == each.text.strip()
        assert len(each.context) <= MAX_CONTEXT


@given(documents())
def test_no_passage_crosses_a_heading(read: ReadDocument) -> None:
    headings = [block for block in read.blocks if block.kind == "heading"]
    for each in split(read, OF):
        assert not any(each.start < heading.end and heading.start < each.end for heading in headings)
        nearest = [heading for heading in headings if heading.end <= each.start][-1:]
        assert each.headings[-1:] == tuple(read.text[heading.start : heading.end] for heading in nearest)


@given(documents())
def test_whatever_says_something_is_in_a_passage(read: ReadDocument) -> None:
    """Every letter outside of headings (and a table's header) is found again."""
    covered = {at for each in split(read, OF) for at in range(each.start, each.end)}
    for block in read.blocks:
        if block.kind in ("paragraph", "item"):
            letters = {at for at in range(block.start, block.end) if read.text[at].isalnum()}
            assert letters <= covered


@given(documents())
def test_windows_of_a_list_or_a_table_are_bounded_by_their_last_row(read: ReadDocument) -> None:
    def bounded(each: Passage) -> bool:
        longest = max((b.end - b.start for b in read.blocks if b.start < each.end and each.start < b.end), default=0)
        return len(each.text) <= GROUP_CHARACTERS + longest + 2

    assert all(bounded(each) for each in split(read, OF) if each.kind == "list")


@given(st.text())
def test_sentences_stand_in_the_text_in_order(text: str) -> None:
    spans = sentences(text)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
