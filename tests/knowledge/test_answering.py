"""From a question to an answer or a refusal, over small libraries and models that need no weights."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answering import MOST_CLAIMS, NEAREST
from knowledge.errors import EmptyLibrary
from knowledge.grounding import grounded
from knowledge.records import Answer, Citation, Reason, Refusal
from tests.support.library import Library, library, revision

CATS = "Three in four firms (76%) keep a cat in the office."
DOGS = "Only 12% of the firms keep a dog in the yard."
OLD = revision(
    "pets-2023.md", title="Pet survey 2023", period=(2023,), publisher="Example Research", published="2023-05"
)
NEW = revision(
    "pets-2024.md", title="Pet survey 2024", period=(2024,), publisher="Example Research", published="2024-05"
)


@pytest.fixture(scope="module")
def pets() -> Library:
    return library(
        {
            "old": (OLD, {"Cats": ["Some 60% of the firms keep a cat in the office."]}),
            "new": (NEW, {"Cats": [CATS], "Dogs": [DOGS]}),
        }
    )


def answered(outcome: Answer | Refusal) -> Answer:
    assert isinstance(outcome, Answer), outcome
    return outcome


def refused(outcome: Answer | Refusal) -> Refusal:
    assert isinstance(outcome, Refusal), outcome
    return outcome


def citations(outcome: Answer | Refusal) -> list[Citation]:
    claims = outcome.claims if isinstance(outcome, Answer) else outcome.nearest
    return [citation for claim in claims for citation in claim.citations]


def test_the_answer_is_what_the_document_says_with_its_place(pets: Library) -> None:
    answer = answered(pets.answerer.ask("How many firms keep a dog in the yard?"))
    assert answer.claims[0].text == DOGS
    assert answer.claims[0].highlighted == "12%"
    assert (answer.claims[0].citations[0].title, answer.edition) == ("Pet survey 2024", 1)


def test_of_two_years_the_newest_answers_and_a_note_says_so(pets: Library) -> None:
    answer = answered(pets.answerer.ask("How many firms keep a cat in the office?"))
    assert answer.claims[0].text == CATS
    assert len(answer.notes) == 1


def test_a_question_about_a_year_is_answered_from_that_year(pets: Library) -> None:
    answer = answered(pets.answerer.ask("How many firms kept a cat in the office in 2023?"))
    assert {citation.title for citation in citations(answer)} == {"Pet survey 2023"}
    assert answer.notes == ()


def test_a_year_that_no_document_speaks_of_is_refused_with_what_others_say(pets: Library) -> None:
    refusal = refused(pets.answerer.ask("How many firms kept a cat in the office in 2011?"))
    assert refusal.reason == Reason.WRONG_PERIOD
    assert "60%" in " ".join(claim.text for claim in refusal.nearest)


def test_another_population_is_refused_and_named(pets: Library) -> None:
    refusal = refused(pets.answerer.ask("How many hospitals keep mice?"))
    assert refusal.reason == Reason.WRONG_POPULATION
    assert "hospitals" in refusal.detail


def test_small_talk_is_refused_without_facts(pets: Library) -> None:
    refusal = refused(pets.answerer.ask("xyzzy"))
    assert (refusal.reason, refusal.nearest) == (Reason.NOT_A_QUESTION, ())


@pytest.mark.parametrize("nothing", ["", "  ", "?!", "and so?"])
def test_a_text_that_says_nothing_is_refused_or_an_error_of_its_own(nothing: str, pets: Library) -> None:
    """Nothing to look up is not looked up."""
    if nothing.strip():
        assert refused(pets.answerer.ask(nothing)).reason == Reason.NOT_A_QUESTION


def test_a_follow_up_is_asked_of_what_went_before(pets: Library) -> None:
    before = "How many firms keep a cat in the office?"
    turn = pets.answerer.turn(before, pets.answerer.ask(before))
    answer = answered(pets.answerer.ask("And in 2023?", [turn]))
    assert "2023" in answer.question
    assert {citation.title for citation in citations(answer)} == {"Pet survey 2023"}


def test_a_turn_remembers_what_was_cited(pets: Library) -> None:
    dogs = pets.answerer.turn("And dogs?", pets.answerer.ask("How many firms keep a dog in the yard?"))
    assert (dogs.answered, dogs.document_ids) == (True, (NEW.document.id,))
    assert dogs.standalone == "How many firms keep a dog in the yard?"
    nothing = pets.answerer.turn("xyzzy", pets.answerer.ask("xyzzy"))
    assert (nothing.answered, nothing.document_ids) == (False, ())


def test_an_answer_from_one_document_cites_no_other(pets: Library) -> None:
    outcome = pets.answerer.ask("How many firms keep a cat in the office?", (), [OLD.document.id])
    assert {citation.title for citation in citations(answered(outcome))} == {"Pet survey 2023"}


def test_a_comparison_shows_each_side(pets: Library) -> None:
    answer = answered(pets.answerer.ask("Compare the firms that keep a cat in 2023 and 2024"))
    assert {citation.title for citation in citations(answer)} == {"Pet survey 2023", "Pet survey 2024"}


def test_who_published_it_is_answered_from_its_metadata(pets: Library) -> None:
    answer = answered(pets.answerer.ask("Who published the Pet report of 2024?"))
    assert "published by Example Research in May 2024" in answer.claims[0].text


def test_no_claim_says_what_another_has_said() -> None:
    """The same sentence in two documents is one claim, and there are never more than a few."""
    sections = {"Cats": [f"Of the firms {share}% keep a cat in the office." for share in (11, 22, 33, 44, 55)]}
    copies = {name: (revision(f"{name}.md"), sections) for name in "ab"}
    answer = answered(library(copies).answerer.ask("How many firms keep a cat in the office?"))
    texts = [claim.text for claim in answer.claims]
    assert len(set(texts)) == len(texts) <= MOST_CLAIMS


def test_the_figures_survive_the_loss_of_the_reranker() -> None:
    plain = library({"new": (NEW, {"Cats": [CATS], "Dogs": [DOGS]})}, reranker=None)
    assert answered(plain.answerer.ask("How many firms keep a dog in the yard?")).claims[0].text == DOGS


def test_a_quote_that_is_not_what_is_stored_never_leaves() -> None:
    """A passage whose offsets are off by one is worth nothing: no claim and no nearest fact comes of it."""
    good = library({"new": (NEW, {"Dogs": [DOGS]})})
    assert isinstance(good.answerer.ask("How many firms keep a dog in the yard?"), Answer)
    bad = library({"new": (NEW, {"Dogs": [DOGS]})})
    stored = bad.catalogue._stored[NEW.id]
    shifted = [p.model_copy(update={"start": p.start + 1, "end": p.end + 1}) for p in stored.passages]
    bad.catalogue._stored[NEW.id] = stored._replace(passages=tuple(shifted))
    refusal = refused(bad.answerer.ask("How many firms keep a dog in the yard?"))
    assert (refusal.reason, refusal.nearest) == (Reason.NOT_IN_REPORTS, ())


def test_an_empty_library_says_what_to_do() -> None:
    with pytest.raises(EmptyLibrary, match="footnote ingest"):
        library().answerer.ask("How many firms keep a cat?")


WORDS = "how many which who firms hospitals keep a cat dog in 2023 2024 2011 compare 76% ? and office".split()


@given(st.lists(st.sampled_from(WORDS), min_size=1).map(" ".join))
def test_whatever_is_asked_what_is_said_is_grounded(question: str) -> None:
    pets = library({"old": (OLD, {"Cats": [DOGS.replace("12", "9")]}), "new": (NEW, {"Cats": [CATS], "Dogs": [DOGS]})})
    outcome = pets.answerer.ask(question)
    claims = outcome.claims if isinstance(outcome, Answer) else outcome.nearest
    assert all(grounded(claim, pets.catalogue.text) for claim in claims)
    assert isinstance(outcome, Answer) or len(outcome.nearest) <= NEAREST
