"""What every journal promises of facts that are followed and notes that are told, the fake and the databases alike."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.facts import Fact
from bot.journal import Journal
from bot.notes import ABANDONED, Change, Followed, Looked, Note
from bot.requests import Place
from bot.stores.journal import open_journal
from bot.stores.memory import MemoryJournal
from tests.bot.parts import CATS, STATISTIC, citation
from tests.contracts.test_journal import START, exchange

NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
FACT = Fact(document=CATS.document.id, citation=citation(), statistic=STATISTIC)
OTHER = Fact(document="b/dogs.pdf", citation=citation().model_copy(update={"revision_id": "b/dogs.pdf@1"}))


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Journal:
    makers: dict[str, Callable[[], Journal]] = {
        "memory": MemoryJournal,
        "sqlite": lambda: open_journal(tmp_path / "library"),
        "postgres": lambda: open_journal(request.getfixturevalue("database_url")),
    }
    return makers[request.param]()


def place(thread: str = "100.1", channel: str = "C1", workspace: str = "T1") -> Place:
    return Place(workspace=workspace, channel=channel, thread=thread)


def note(
    name: str, *exchanges: str, at: int = 0, where: Place | None = None, edition: int = 2, person: str | None = None
) -> Note:
    changes = tuple(
        Change(exchange=each, number=1, kind="changed", old=FACT, new=OTHER, fields=("value",))
        for each in exchanges or ("e1",)
    )
    moment = NOW + timedelta(seconds=at)
    where = where or place(f"{name}.1")
    return Note(id=name, edition=edition, at=moment, surface="slack", place=where, person=person, changes=changes)


def noted(journal: Journal, *notes: Note) -> Journal:
    if journal.exchange("e1") is None:
        journal.record(exchange("e1"), [FACT])
    before = journal.looked()
    assert journal.follow(before, (before.edition if before else 1) + 1, [], notes)
    return journal


def taken(journal: Journal, seconds: int = 60, per_minute: int = 20) -> str | None:
    found = journal.take_note("slack", NOW + timedelta(seconds=seconds), per_minute)
    return found.note.id if found else None


# -- following -----------------------------------------------------------------------------------------------------


def test_facts_come_back_as_they_were_with_the_thread_that_shows_them(journal: Journal) -> None:
    journal.record(exchange("e1"), [FACT, OTHER])
    journal.record(exchange("e2", 1, Place(workspace="T1", channel="C2")), [FACT])
    journal.shown("e2", "200.7")
    journal.record(exchange("e3", 2, Place(workspace="T1", channel="C2"), user="eve"), [FACT])
    assert journal.cited(START) == {(CATS.document.id, CATS.id), ("b/dogs.pdf", "b/dogs.pdf@1")}
    found = journal.followed([CATS.document.id], START)
    assert [(each.exchange, each.number, each.user) for each in found] == [
        ("e1", 1, "ada"),
        ("e2", 1, "ada"),
        ("e3", 1, "eve"),
    ]
    assert [each.place for each in found] == [place(), place("200.7", "C2"), place("", "C2")]
    assert {(each.fact, each.seen, each.gone, each.surface) for each in found} == {(FACT, CATS.id, False, "slack")}
    assert [each.number for each in journal.followed(["b/dogs.pdf"], START)] == [2]


def test_older_answers_are_left_out(journal: Journal) -> None:
    journal.record(exchange("e1"), [FACT])
    journal.record(exchange("e2", 5), [OTHER])
    since = START + timedelta(minutes=1)
    assert journal.cited(since) == {("b/dogs.pdf", "b/dogs.pdf@1")}
    assert journal.followed([CATS.document.id], since) == []


def test_of_a_question_that_was_asked_again_the_last_answer_counts(journal: Journal) -> None:
    journal.record(exchange("e1"), [FACT])
    journal.record(exchange("e2", 1), [FACT])
    journal.record(exchange("e3", 2, place("100.1")), [FACT])  # asked by no message
    assert [each.exchange for each in journal.followed([CATS.document.id], START)] == ["e2", "e3"]


def test_facts_move_on_when_they_are_followed(journal: Journal) -> None:
    journal.record(exchange("e1"), [FACT])
    assert journal.looked() is None
    (found,) = journal.followed([CATS.document.id], START)
    moved = found.model_copy(update={"fact": OTHER, "seen": "b/dogs.pdf@2", "gone": True})
    assert journal.follow(None, 2, [moved], [])
    assert journal.looked() == Looked(2)
    assert journal.cited(START) == {("b/dogs.pdf", "b/dogs.pdf@2")}
    assert journal.followed(["b/dogs.pdf"], START) == [moved]
    forgotten: Followed = moved.model_copy(update={"exchange": "gone"})
    assert journal.follow(Looked(2), 3, [forgotten], [])


def test_who_looked_at_what_is_no_longer_so_changes_nothing(journal: Journal) -> None:
    noted(journal)
    assert not journal.follow(None, 3, [], [note("n1")])
    assert not journal.follow(Looked(1), 3, [], [note("n1")])
    assert not journal.follow(Looked(2, late=True), 3, [], [note("n1")])
    assert (journal.looked(), journal.waiting()) == (Looked(2), [])


def test_an_answer_from_another_edition_came_late(journal: Journal) -> None:
    noted(journal)
    journal.record(exchange("e2", 1))  # it rests on nothing
    assert journal.looked() == Looked(2)
    journal.record(exchange("e3", 2), [FACT])
    assert journal.looked() == Looked(2, late=True)
    assert journal.follow(Looked(2, late=True), 2, [], [])
    assert journal.looked() == Looked(2)


def test_of_many_that_follow_at_once_one_does(journal: Journal) -> None:
    noted(journal)
    with ThreadPoolExecutor(8) as pool:
        done = pool.map(lambda number: journal.follow(Looked(2), 3, [], [note(f"n{number}")]), range(8))
    assert sum(done) == 1
    assert len(journal.waiting()) == 1


# -- telling -------------------------------------------------------------------------------------------------------


def test_notes_are_taken_in_their_order_once_by_their_surface(journal: Journal) -> None:
    noted(journal, note("second", at=2), note("first", at=1), note("third", at=3))
    assert journal.take_note("teams", NOW + timedelta(hours=1), 20) is None
    assert taken(journal, 0) is None  # not due yet
    assert [taken(journal, 2), taken(journal, 2), taken(journal, 2), taken(journal, 3)] == [
        "first",
        "second",
        None,
        "third",
    ]
    assert journal.waiting() == []
    kept = journal.note("first")
    assert kept == note("first", at=1)
    assert journal.note("gone") is None


def test_of_many_threads_that_take_at_once_each_gets_another(journal: Journal) -> None:
    noted(journal, *(note(f"n{number}") for number in range(6)))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: taken(journal), range(12)))
    assert sorted(each for each in found if each) == [f"n{number}" for number in range(6)]


def test_no_more_are_taken_within_a_minute_than_a_workspace_may(journal: Journal) -> None:
    noted(journal, *(note(f"n{number}", at=number) for number in range(4)), note("x", where=place(workspace="T2")))
    assert [taken(journal, 60, 2) for _ in range(4)] == ["n0", "x", "n1", None]
    assert [taken(journal, 121, 2) for _ in range(3)] == ["n2", "n3", None]


def test_what_could_not_be_told_waits_and_what_was_told_is_over(journal: Journal) -> None:
    noted(journal, note("n1"))
    assert taken(journal) == "n1"
    journal.postpone("n1", NOW + timedelta(seconds=300))
    assert [taken(journal, 299), taken(journal, 300)] == [None, "n1"]
    journal.told("n1")
    assert taken(journal, 10_000) is None
    journal.told("gone")
    journal.postpone("gone", NOW)


def test_a_note_whose_teller_is_gone_is_taken_again(journal: Journal) -> None:
    noted(journal, note("n1"))
    first = journal.take_note("slack", NOW, 20)
    assert first
    assert not first.again
    assert journal.take_note("slack", NOW + ABANDONED - timedelta(seconds=1), 20) is None
    then = journal.take_note("slack", NOW + ABANDONED, 20)
    assert then
    assert then.again


def test_a_thread_is_told_of_an_edition_once(journal: Journal) -> None:
    noted(journal, note("n1", where=place()))
    assert taken(journal) == "n1"
    assert journal.follow(
        Looked(2), 2, [], [note("n2", where=place()), note("n3", where=place("", "C1"), person="ada")]
    )
    assert [each.id for each in journal.waiting()] == ["n3"]
    assert journal.follow(Looked(2), 3, [], [note("n4", where=place(), edition=3)])
    assert {each.id for each in journal.waiting()} == {"n3", "n4"}


def test_a_note_takes_the_place_of_others_that_nobody_has_taken_yet(journal: Journal) -> None:
    noted(journal, note("n1", where=place()))
    assert journal.follow(Looked(2), 3, [], [note("n2", where=place(), edition=3)], ["n1"])
    assert [each.id for each in journal.waiting()] == ["n2"]
    assert taken(journal) == "n2"
    assert not journal.follow(Looked(3), 4, [], [note("n3", where=place(), edition=4)], ["n2"])
    assert not journal.follow(Looked(3), 4, [], [], ["gone"])
    assert (journal.looked(), journal.waiting()) == (Looked(3), [])


# -- forgetting ----------------------------------------------------------------------------------------------------


def test_what_is_forgotten_is_neither_followed_nor_told(journal: Journal) -> None:
    journal.record(exchange("e1"), [FACT])
    journal.record(exchange("e2", 1, place("200.1"), user="eve"), [FACT])
    noted(journal, note("n1"), note("n2", "e1", "e2"), note("n3", "e2", where=place(""), person="eve"))
    journal.drop("e1")
    assert journal.note("n1") is None
    left = journal.note("n2")
    assert left
    assert [each.exchange for each in left.changes] == ["e2"]
    assert [each.exchange for each in journal.followed([CATS.document.id], START)] == ["e2"]
    journal.forget_person("eve")
    assert (journal.waiting(), journal.cited(START), taken(journal)) == ([], set(), None)


def test_a_note_about_what_was_forgotten_meanwhile_is_not_kept(journal: Journal) -> None:
    noted(journal, note("n1", "gone"), note("n2", "gone", "e1"))
    assert [(each.id, len(each.changes)) for each in journal.waiting()] == [("n2", 1)]
    journal.forget_before(START + timedelta(days=1))
    assert journal.waiting() == []


# -- whether -------------------------------------------------------------------------------------------------------


def test_a_workspace_can_do_without_notes(journal: Journal) -> None:
    noted(journal, note("n1"))
    assert journal.wants_notes("T1")
    journal.want_notes("T1", False)
    assert not journal.wants_notes("T1")
    assert journal.wants_notes("T2")
    assert journal.followed([CATS.document.id], START) == []
    assert taken(journal) is None
    journal.want_notes("T1", True)
    assert journal.looked() == Looked(2, late=True)  # what changed meanwhile is looked at again
    assert taken(journal) == "n1"
