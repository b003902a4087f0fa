"""Outcomes that are kept: found again by the same question of the same edition and documents, and by nothing else."""

from __future__ import annotations

import pytest

from knowledge.answering import Answerer
from knowledge.records import Answer, Refusal
from knowledge.stored import StoredOutcomes, key_of
from tests.bot.parts import ANSWER, REFUSAL
from tests.bot.slack.workspace import DOG_QUESTION, PETS, QUESTION, pets


class Counting:
    def __init__(self) -> None:
        self.worked = 0

    def __call__(self) -> Answer | Refusal:
        self.worked += 1
        return ANSWER


def test_the_same_key_is_worked_out_once_and_any_other_again() -> None:
    stored, work = StoredOutcomes(10), Counting()
    for key in (key_of(1, "a", None), key_of(1, "a", None), key_of(1, "a", ["d", "e"]), key_of(1, "a", {"e", "d"})):
        assert stored.get(key, work) is ANSWER
    assert work.worked == 2
    for other in (key_of(2, "a", None), key_of(1, "b", None), key_of(1, "a", ["d"]), key_of(1, "a", [])):
        stored.get(other, work)
    assert work.worked == 6


def test_no_more_is_kept_than_may_be_and_what_was_asked_last_stays() -> None:
    stored, work = StoredOutcomes(2), Counting()
    for question in ("a", "b", "a", "c", "a"):
        stored.get(key_of(1, question, None), work)
    assert (len(stored), work.worked) == (2, 3)
    stored.get(key_of(1, "b", None), work)
    assert work.worked == 4


def test_nothing_is_kept_where_nothing_may_be_or_where_it_failed() -> None:
    off, on = StoredOutcomes(0), StoredOutcomes(5)

    def fails() -> Answer | Refusal:
        raise ValueError

    off.get(key_of(1, "a", None), lambda: REFUSAL)
    with pytest.raises(ValueError):  # noqa: PT011
        on.get(key_of(1, "a", None), fails)
    assert (len(off), len(on)) == (0, 0)


def stored_in(answerer: Answerer) -> int:
    return len(answerer._stored)


def test_an_answer_is_kept_for_those_alone_who_may_read_its_documents() -> None:
    """One who may read less has the answer worked out from what is open to them, whoever asked before."""
    services = pets()
    answerer = services.answerer
    everything = answerer.ask(QUESTION)
    assert isinstance(everything, Answer)
    assert answerer.ask(QUESTION, (), {PETS.document.id}) == everything
    assert isinstance(answerer.ask(QUESTION, (), frozenset()), Refusal)
    assert stored_in(answerer) == 3


def test_another_edition_has_its_own_answers_and_one_that_is_only_looked_at_is_not_kept() -> None:
    services = pets()
    answerer, catalogue = services.answerer, services.catalogue
    first = answerer.ask(QUESTION)
    assert answerer.ask(QUESTION) is first
    catalogue.publish([PETS.id], "ada")
    second = answerer.ask(QUESTION)
    assert (first.edition, second.edition) == (1, 2)
    answerer.ask(DOG_QUESTION, within=services.editions.published())
    assert stored_in(answerer) == 2
