"""What is found, in which order, and from which years."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.ports import Hit, Ranked
from knowledge.records import Revision
from knowledge.retrieval import (
    NEWEST_MARGIN,
    RRF_K,
    Retriever,
    fuse,
    handicap,
    is_label,
    newest_first,
    series_of,
    speaks_of,
)
from knowledge.scope import read
from tests.support.library import Library, library, passage, revision

CATS, DOGS = "Three in four firms keep a cat in the office.", "Hospitals keep no dogs, the survey has found."
OLD = revision("pets-2023.md", title="Pet survey 2023", period=(2023,))
NEW = revision("pets-2024.md", title="Pet survey 2024", period=(2024,))
OTHER = revision("cars-2025.md", title="Car census 2025", period=(2025,))


def hits(*content_ids: str) -> list[Hit]:
    return [Hit(content_id, 1.0) for content_id in content_ids]


def retriever(of: Library, reranker: OverlapReranker | None = None, candidates: int = 20) -> Retriever:
    return Retriever(of.catalogue, of.vectors, HashingEmbedder(), reranker, candidates)


def revisions_of(of: Library) -> dict[str, Revision]:
    return {each.id: each for each in of.catalogue.revisions(1)}


def years() -> Library:
    """The same survey in two years, where the sentence differs by its figure."""
    return library(
        {
            "old": (OLD, {"Cats": ["Some 60% of the firms keep a cat in the office."]}),
            "new": (NEW, {"Cats": ["Some 70% of the firms keep a cat in the office."]}),
        }
    )


def test_what_two_rankings_agree_on_comes_before_what_one_puts_first() -> None:
    assert fuse([hits("a", "b"), hits("c", "b")])[0] == "b"


@given(st.lists(st.lists(st.sampled_from("abcdef"), unique=True), max_size=4))
def test_fusing_gives_each_content_once_by_its_reciprocal_ranks(rankings: list[list[str]]) -> None:
    fused = fuse(hits(*ranking) for ranking in rankings)

    def score(content_id: str) -> float:
        return sum(1 / (RRF_K + ranking.index(content_id) + 1) for ranking in rankings if content_id in ranking)

    assert sorted(fused) == sorted({content_id for ranking in rankings for content_id in ranking})
    assert all(score(one) >= score(other) - 1e-12 for one, other in pairwise(fused))


def test_a_passage_answers_for_the_years_that_it_or_its_document_names() -> None:
    assert speaks_of(passage("It was 60%.", OLD), OLD, [2023])
    assert speaks_of(passage("It had been 50% in 2019.", OLD), OLD, [2019])
    assert not speaks_of(passage("It was 60%.", OLD), OLD, [2024])


def test_where_years_do_not_matter_every_passage_may_answer() -> None:
    """The question names none, or the document says nothing of its own."""
    assert speaks_of(passage("It was 60%.", OLD), OLD, [])
    assert speaks_of(passage("It was 60%."), revision(period=()), [2024])


@pytest.mark.parametrize("text", ["Source: own data", "Cats in offices by size of the company and region"])
def test_a_stray_label_is_told_from_a_statement(text: str) -> None:
    """A row of a table is as short and yet says something."""
    assert is_label(passage(text))
    assert not is_label(passage(text).model_copy(update={"kind": "table"}))
    assert not is_label(passage("Nearly all of the small firms keep cats."))


def test_a_report_of_another_year_that_only_names_the_year_stands_back() -> None:
    assert handicap(OLD, [2019]) > 0
    assert handicap(OLD, [2023]) == handicap(OLD, []) == handicap(revision(period=()), [2019]) == 0


def test_issues_of_one_survey_are_one_series() -> None:
    assert series_of("2023 Annual Pet Survey Results") == series_of("Pet Survey 2024")
    assert series_of("Pet Survey 2024") != series_of("Car Survey 2024")


REVISIONS = {each.id: each for each in (OLD, NEW, OTHER)}


def ranked(of: Revision, score: float) -> Ranked:
    return Ranked(passage(f"From {of.title}, what is said here.", of), score)


def test_of_several_years_the_newest_comes_first_and_that_is_said() -> None:
    found = [ranked(OLD, 5.0), ranked(NEW, 5.0 - NEWEST_MARGIN)]
    chosen, note = newest_first(read("How many keep a cat?"), found, REVISIONS)
    assert [each.passage.revision_id for each in chosen] == [NEW.id, OLD.id]
    assert note is not None
    assert "2023, 2024" in note


@pytest.mark.parametrize(
    ("question", "second"),
    [
        ("How many kept a cat in 2023?", ranked(NEW, 5.0)),
        ("How many keep a cat?", ranked(NEW, 4.9 - NEWEST_MARGIN)),
        ("How many keep a cat?", ranked(OTHER, 5.0)),
    ],
    ids=["the question names a year", "the newer answers much worse", "the newer is another survey"],
)
def test_otherwise_the_best_stays_first(question: str, second: Ranked) -> None:
    found = [ranked(OLD, 5.0), second]
    assert newest_first(read(question), found, REVISIONS) == (found, None)


def test_the_passage_that_shares_the_words_comes_first() -> None:
    of = library({"pets": (revision(), {"Cats": [CATS], "Dogs": [DOGS]})})
    for reranker in (OverlapReranker(), None):
        found = retriever(of, reranker).find(read("How many firms keep a cat?"), 1, revisions_of(of)).ranked
        assert [each.passage.text for each in found] == [CATS, DOGS]


def test_a_statement_comes_before_a_label_that_has_as_many_of_the_words() -> None:
    of = library(
        {"pets": (revision(), {"Firms": ["Firms cat share"], "Cats": ["A cat is kept by most of the firms."]})}
    )
    for reranker in (OverlapReranker(), None):
        found = retriever(of, reranker).find(read("What share of firms has a cat?"), 1, revisions_of(of)).ranked
        assert found[0].passage.text.startswith("A cat is kept")


def test_no_more_passages_are_ranked_than_the_settings_say() -> None:
    of = library({"pets": (revision(), {"Cats": [CATS], "Dogs": [DOGS]})})
    assert len(retriever(of, candidates=1).find(read("cats or dogs"), 1, revisions_of(of)).ranked) == 1


def test_a_question_about_a_year_finds_that_year_alone() -> None:
    of = years()
    question = read("How many firms kept a cat in 2023?")
    found = retriever(of, OverlapReranker()).find(question, 1, revisions_of(of)).ranked
    assert {each.passage.revision_id for each in found} == {OLD.id}


def test_other_years_are_found_where_they_are_let_in() -> None:
    of = years()
    question = read("How many firms kept a cat in 2011?")
    assert retriever(of).find(question, 1, revisions_of(of)).ranked == []
    assert len(retriever(of).find(question, 1, revisions_of(of), any_year=True).ranked) == 2


def test_what_only_its_year_rules_out_is_told_apart() -> None:
    of = years()
    found = retriever(of, OverlapReranker()).find(read("How many firms kept a cat in 2023?"), 1, revisions_of(of))
    assert {each.revision_id for each in found.of_other_years} == {NEW.id}
    undated = retriever(of, OverlapReranker()).find(read("How many firms keep a cat?"), 1, revisions_of(of))
    assert undated.of_other_years == []


def test_of_the_best_what_answers_comes_first() -> None:
    class Dogs(OverlapReranker):
        def score(self, question: str, texts: Sequence[str]) -> list[float]:
            return [9.0 if "dog" in text else -9.0 for text in texts]

    of = library({"pets": (revision(), {"Cats": [CATS], "Dogs": [DOGS]})})
    catalogue, index = of.catalogue, of.vectors
    answering = Retriever(catalogue, index, HashingEmbedder(), OverlapReranker(), 16, Dogs())
    found = answering.find(read("How many firms keep a cat?"), 1, revisions_of(of)).ranked
    assert [each.passage.text for each in found] == [DOGS, CATS]


def test_a_search_in_one_document_finds_nothing_of_another() -> None:
    of = years()
    found = retriever(of).find(read("How many firms keep a cat?"), 1, revisions_of(of), [OLD.document.id]).ranked
    assert {each.passage.revision_id for each in found} == {OLD.id}


def test_equal_content_of_two_documents_is_found_once() -> None:
    copies = [revision(f"{name}.md") for name in "ab"]
    of = library({each.id: (each, {"Cats": [CATS]}) for each in copies})
    found = retriever(of).find(read("How many firms keep a cat?"), 1, revisions_of(of)).ranked
    assert [each.passage.text for each in found] == [CATS]


def test_a_phrase_is_likest_to_itself() -> None:
    same, other = retriever(library()).likeness("large firms", ["large firms", "cats"])
    assert same == pytest.approx(1.0)
    assert other < same
