"""Which words are quoted, and which of them answer."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.composing import answering_words, cite, compose, joined, overlapping, same_place
from knowledge.models.scripted import OverlapReranker
from knowledge.ports import Ranked
from knowledge.records import Claim
from knowledge.scope import read
from tests.support.library import passage, revision

WINDOW = "Three in four firms (76%) keep a cat. Only 12% of the hospitals have a dog."
ALL = "Compare firms and hospitals"
score = OverlapReranker().score


def composed(question: str, text: str = WINDOW, start: int = 40, kind: str = "prose") -> Claim:
    found = Ranked(passage(text, start=start, context="").model_copy(update={"kind": kind}), 1.0)
    return compose(read(question), found, revision(), score)


def highlight(question: str, quote: str) -> str | None:
    span = answering_words(read(question), quote)
    return quote[slice(*span)] if span else None


def test_the_sentence_that_answers_as_well_as_the_window_is_quoted_alone() -> None:
    claim = composed("How many hospitals have a dog?")
    assert claim.text == "Only 12% of the hospitals have a dog."
    assert (claim.citations[0].start, claim.citations[0].end) == (40 + WINDOW.index("Only"), 40 + len(WINDOW))


def test_a_question_that_needs_both_sentences_quotes_both() -> None:
    assert composed("How many firms keep a cat, hospitals have a dog?").text == WINDOW


def test_a_comparison_keeps_both_sides() -> None:
    assert composed("Compare the hospitals that have a dog").text == WINDOW


def test_a_sentence_without_a_figure_is_not_quoted_for_a_number() -> None:
    text = "How many firms keep a cat is often asked. It is 76%."
    assert composed("How many firms keep a cat?", text).text == text


def test_without_a_ranker_the_window_is_quoted() -> None:
    found = Ranked(passage(WINDOW), 1.0)
    assert compose(read("How many hospitals have a dog?"), found, revision(), None).text == WINDOW


def test_of_a_table_one_row_is_quoted() -> None:
    rows = "Cats | 76% of firms\nDogs | 12% of hospitals"
    assert composed("How many hospitals have dogs?", rows, kind="table").text == "Dogs | 12% of hospitals"


def test_a_citation_says_where_its_quote_stands() -> None:
    of = revision(uri="https://example.org/pets", media_type="text/html")
    citation = cite(passage(WINDOW, of, start=40), of, 0, 37)
    assert (citation.quote, citation.start, citation.end) == (WINDOW[:37], 40, 77)
    assert citation.link == "https://example.org/pets#:~:text=Three%20in%20four%20firms%20%2876%25%29%20keep%20a%20cat."


@pytest.mark.parametrize(
    ("question", "quote", "answers"),
    [
        ("How many firms keep a cat?", WINDOW, "76%"),
        ("How many hospitals have a dog?", WINDOW, "12%"),
        ("How many kept cats in 2024?", "In 2024 they were 2024 at 7 firms, 31% kept cats.", "31%"),
        ("When was it published?", "It was published by Example on 4 March 2026.", "4 March 2026"),
        ("Why do they keep cats?", "They keep cats because mice are many.", "because mice are many"),
        ("Who feeds the cats?", "The cats are fed by Ada Lovelace, mostly.", "Ada Lovelace"),
        ("Where do they live?", "Most of them live in New Zealand.", "New Zealand"),
        ("How many keep cats?", "Nobody keeps cats.", None),
        ("Does it say so?", WINDOW, None),
    ],
)
def test_the_shortest_stretch_that_answers_is_put_first(question: str, quote: str, answers: str | None) -> None:
    assert highlight(question, quote) == answers


def test_the_name_in_the_question_is_not_its_answer() -> None:
    assert highlight("Who says that Gartner is right?", "It is said of Gartner by Ada Lovelace.") == "Ada Lovelace"


def test_claims_that_overlap_or_say_the_same_are_one() -> None:
    whole, second, far = composed(ALL), composed("How many hospitals have a dog?"), composed(ALL, "Cats are kept.", 400)
    assert same_place(whole, second)
    assert same_place(whole, composed(ALL, WINDOW, 4000))
    assert not same_place(whole, far)


def test_claims_that_overlap_are_joined_to_one_quote_without_a_gap() -> None:
    """Whichever comes first, the joined quote is one stretch of the document."""
    text = f"{WINDOW} Hardly any have a parrot."
    first, second = composed(ALL, WINDOW), composed(ALL, text[text.index("Only") :], 40 + text.index("Only"))
    assert overlapping(first, second)
    for claim in (joined(first, second), joined(second, first)):
        assert claim.text == claim.citations[0].quote == text
        assert (claim.citations[0].start, claim.citations[0].end) == (40, 40 + len(text))


def test_a_claim_within_another_adds_nothing_to_it() -> None:
    whole, part = composed(ALL), composed("How many hospitals have a dog?")
    assert joined(part, whole) == whole


@given(
    st.lists(st.sampled_from(["Cats are kept.", "It is 12%.", "Why? ", "e.g. 3 dogs\n\n", "A | B\n", "…"]), min_size=1)
)
def test_whatever_the_passage_the_quote_stands_in_it(parts: Sequence[str]) -> None:
    text = " ".join(parts).strip()
    for kind in ("prose", "table"):
        claim = composed("How many cats are kept?", text, 40, kind)
        citation = claim.citations[0]
        assert text[citation.start - 40 : citation.end - 40] == citation.quote == claim.text
