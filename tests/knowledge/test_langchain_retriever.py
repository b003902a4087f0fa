"""LangChain's own calls find what an answer would rest on."""

from __future__ import annotations

import pytest
from langchain_core.runnables import RunnableLambda
from pydantic import ValidationError

from knowledge.errors import EmptyLibrary
from knowledge.langchain_retriever import FootnoteRetriever
from tests.support.library import Library, library, revision

CATS, DOGS = "Three in four firms keep a cat in the office.", "Hospitals keep no dogs, the survey has found."
PETS = revision("pets.html", uri="https://example.org/pets", media_type="text/html")
CARS = revision("cars.md", title="Car census")


@pytest.fixture
def pets_and_cars() -> Library:
    sections = {"Cats": [CATS], "Dogs": [DOGS]}
    return library({"pets": (PETS, sections), "cars": (CARS, {"Cars": ["Most firms have a car or two in the yard."]})})


def test_invoke_gives_the_passages_best_first_with_where_they_stand(pets_and_cars: Library) -> None:
    first = FootnoteRetriever(answerer=pets_and_cars.answerer).invoke("How many firms keep a cat?")[0]
    assert first.page_content == CATS
    assert first.metadata == {
        "revision_id": PETS.id,
        "document": "pets.html",
        "title": "Pet survey",
        "start": 6,
        "end": 6 + len(CATS),
        "page": None,
        "headings": ("Cats",),
        "link": "https://example.org/pets#:~:text=Three%20in%20four%20firms%20keep%20a%20cat%20in%20the%20office.",
        "score": pytest.approx(3, abs=0.1),
    }


def test_the_content_is_what_the_stored_text_has_there(pets_and_cars: Library) -> None:
    found = FootnoteRetriever(answerer=pets_and_cars.answerer).invoke("Which firms or hospitals keep cats, dogs, cars?")
    assert len(found) == 3
    for each in found:
        text = pets_and_cars.catalogue.text(each.metadata["revision_id"])
        assert text[each.metadata["start"] : each.metadata["end"]] == each.page_content


def test_batch_answers_each_question_for_itself(pets_and_cars: Library) -> None:
    retriever = FootnoteRetriever(answerer=pets_and_cars.answerer, k=1)
    found = retriever.batch(["Which firms keep a cat?", "Do hospitals keep dogs?"])
    assert [[each.page_content for each in documents] for documents in found] == [[CATS], [DOGS]]


def test_only_the_documents_that_are_named_are_searched(pets_and_cars: Library) -> None:
    retriever = FootnoteRetriever(answerer=pets_and_cars.answerer, document_ids=(CARS.document.id,))
    assert {each.metadata["title"] for each in retriever.invoke("Which firms keep a cat?")} == {"Car census"}


def test_it_can_be_a_part_of_a_chain(pets_and_cars: Library) -> None:
    chain = FootnoteRetriever(answerer=pets_and_cars.answerer, k=1) | RunnableLambda(len)
    assert chain.invoke("Which firms keep a cat?") == 1


def test_none_at_all_cannot_be_asked_for(pets_and_cars: Library) -> None:
    with pytest.raises(ValidationError):
        FootnoteRetriever(answerer=pets_and_cars.answerer, k=0)


def test_an_empty_library_says_what_to_do() -> None:
    with pytest.raises(EmptyLibrary, match="footnote ingest"):
        FootnoteRetriever(answerer=library().answerer).invoke("Which firms keep a cat?")
