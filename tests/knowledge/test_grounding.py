"""Nothing leaves whose quote is not verbatim or whose figures are of unknown origin."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge import evaluation
from knowledge.grounding import grounded, unbacked, verbatim
from knowledge.records import Citation, Claim

TEXT = "Pet survey\n\nThree in four firms (76%) keep a cat. Only 1,200 of them, or 7.5%, keep 12 dogs."
FIRST, SECOND = "Three in four firms (76%) keep a cat.", "Only 1,200 of them, or 7.5%, keep 12 dogs."


def text_of(revision_id: str) -> str:
    return {"survey": TEXT}[revision_id]


def citation(quote: str, start: int | None = None) -> Citation:
    start = TEXT.index(quote) if start is None else start
    end = start + len(quote)
    return Citation(revision_id="survey", document="s.md", title="S", quote=quote, start=start, end=end)


def whole(quote: str) -> Citation:
    """A quote that is all there is of its document."""
    return Citation(revision_id="x", document="x", title="x", quote=quote, start=0, end=len(quote))


def claim(text: str, *quotes: str) -> Claim:
    return Claim(text=text, citations=tuple(citation(quote) for quote in quotes))


def test_a_verbatim_quote_is_grounded() -> None:
    assert grounded(claim(FIRST, FIRST), text_of)


@pytest.mark.parametrize("shift", [-1, 1])
def test_a_quote_that_is_shifted_by_one_character_is_refused(shift: int) -> None:
    shifted = citation(FIRST, TEXT.index(FIRST) + shift)
    assert not grounded(Claim(text=FIRST, citations=(shifted,)), text_of)


def test_a_quote_with_one_other_letter_is_refused() -> None:
    changed = citation(FIRST.replace("cat", "bat"), TEXT.index(FIRST))
    assert not verbatim(changed, text_of)
    assert not grounded(Claim(text="Firms keep a cat.", citations=(changed,)), text_of)


def test_one_bad_quote_among_good_ones_is_enough_to_refuse() -> None:
    citations = (citation(FIRST), citation(SECOND, TEXT.index(SECOND) - 1))
    assert not grounded(Claim(text=FIRST, citations=citations), text_of)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("67% of firms keep a cat.", "67"),
        ("6% of firms keep a cat.", "6"),
        ("766 firms keep a cat.", "766"),
        ("7% keep a cat, 76% in all.", "7"),
        ("200 of them keep a cat.", "200"),
        ("75 of them keep a cat.", "75"),
        ("They kept cats in Q3.", "3"),
    ],
)
def test_a_figure_that_stands_in_no_quote_is_refused(text: str, figure: str) -> None:
    """Not even where its digits are part of a figure that does."""
    said = claim(text, FIRST, SECOND)
    assert unbacked(said) == [figure]
    assert not grounded(said, text_of)


def test_a_figure_must_stand_in_what_is_quoted_not_elsewhere_in_the_document() -> None:
    assert grounded(claim("It is 7.5%.", SECOND), text_of)
    assert not grounded(claim("It is 7.5%.", FIRST), text_of)


def test_two_figures_do_not_make_a_third() -> None:
    """76 and 500 both stand in the quotes; "76 500" is another figure."""
    quoted = whole("Of 76 firms 500 cats came.")
    assert unbacked(Claim(text="There were 76 500 cats.", citations=(quoted,))) == ["76 500"]


def test_a_part_of_a_figure_is_another_figure() -> None:
    assert unbacked(Claim(text="It got 397 views.", citations=(whole("It got 20 397 views."),))) == ["397"]


def test_the_marker_of_a_citation_is_no_figure() -> None:
    assert unbacked(claim("Cats are kept by 76% [1], dogs by few [23].", FIRST)) == []


@given(st.text(alphabet="0123456789 .,%()\u202fabQ-[]$x"))
def test_whatever_is_quoted_word_for_word_is_backed(quote: str) -> None:
    assume(quote)
    assert unbacked(Claim(text=quote, citations=(whole(quote),))) == []


@given(st.data())
def test_what_is_let_through_passes_the_check_of_the_evaluation(data: st.DataObject) -> None:
    """The evaluation has a check of its own, on purpose; grounding is at least as strict."""
    words = data.draw(st.lists(st.sampled_from(["12", "345", "1,200", "7.5%", "(76%)", "cats", "of"]), min_size=1))
    said = Claim(text=" ".join(data.draw(st.permutations(words))), citations=(whole(" ".join(words)),))
    assert unbacked(said) or evaluation.unbacked(said) == []


@given(st.data())
def test_only_the_true_place_of_a_quote_is_verbatim(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 1))
    end = data.draw(st.integers(start + 1, len(TEXT)))
    at = data.draw(st.integers(0, len(TEXT)))
    quote = TEXT[start:end]
    assert verbatim(citation(quote, at), text_of) == (TEXT[at : at + len(quote)] == quote)
