"""An answer's thread is told when what it rests on changes: once, with what stood there and what stands there now."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import asking, recording
from bot.living import Living
from bot.notes import Change, Note
from bot.replies import AnswerReply, ErrorReply, SourceReply, StatisticsReply, VerificationReply
from bot.requests import Place, Request, Unwatched
from bot.stores.memory import MemoryJournal
from ingest.publishing import Publisher
from knowledge.records import Answer
from knowledge.sources import Said
from knowledge.stores.catalogue import open_catalogue
from tests.bot.chats import Chat
from tests.support.reports import CAT_QUESTION, CATS, DOG_QUESTION, FED_QUESTION, PETS, Reports

NOW_CATS = "Of the firms, 51% keep a cat in the office."


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    reports = Reports(tmp_path)
    reports.write()
    reports.publish()
    return reports


@pytest.fixture
def chat(reports: Reports) -> Chat:
    chat = Chat(reports.services)
    chat.services.living.look()
    return chat


def notes(chat: Chat, services: object = None) -> list[Note]:
    """What is to be told from now on; each is taken, so that it comes once."""
    living: Living = (services or chat.services).living  # type: ignore[attr-defined]
    living.look()
    taken = []
    while found := living.next("slack"):
        taken.append(found.note)
        chat.services.journal.told(found.note.id)
    return taken


def told(all_notes: Sequence[Note]) -> list[tuple[str, str | None, str | None]]:
    """What is said: the kind of change, the figure (or the sentence) before and now."""
    return [_said(change) for note in all_notes for change in note.told]


def _said(change: Change) -> tuple[str, str | None, str | None]:
    def shown(fact: object) -> str | None:
        if fact is None:
            return None
        statistic = fact.statistic  # type: ignore[attr-defined]
        return statistic.as_written if statistic else fact.citation.quote  # type: ignore[attr-defined,no-any-return]

    return change.kind, shown(change.old), shown(change.new)


def test_a_figure_that_changes_is_told_with_both_quotes_values_and_a_place(chat: Chat, reports: Reports) -> None:
    exchange = chat.asked(CAT_QUESTION)
    edition = reports.change("48%", "51%")
    (note,) = notes(chat)
    assert (note.edition, note.place.channel, note.place.thread, note.person) == (edition.id, "C1", "1.1", None)
    (change,) = note.told
    assert (change.exchange, change.kind, change.fields) == (exchange, "changed", ("value",))
    assert change.old.citation.quote.endswith(CATS)
    assert change.new
    assert change.new.citation.quote.endswith(NOW_CATS)
    assert _said(change) == ("changed", "48%", "51%")
    assert change.new.citation.link
    assert change.new.revision in edition.revision_ids


def test_it_is_told_once(chat: Chat, reports: Reports) -> None:
    chat.ask(CAT_QUESTION)
    reports.change("48%", "51%")
    assert len(notes(chat)) == 1
    assert notes(chat) == []
    reports.change("12%", "13%")  # another publish, another fact
    assert notes(chat) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# Pet survey 2024", "# Pet survey of 2024"),
        ("## Dogs", "## Cats again\n\nThere were many of them in the rooms of the firms.\n\n## Dogs"),
        ("keep a cat in the office", "keep a cat in the ofice"),
        ("12% keep a dog", "13% keep a dog"),
        (f"In 2024 we asked 500 firms. {CATS}", f"In 2024 we asked 500 firms.\n\nAs always: {CATS}"),
    ],
)
def test_a_moved_sentence_a_typo_and_other_facts_are_no_change(
    chat: Chat, reports: Reports, old: str, new: str
) -> None:
    chat.ask(CAT_QUESTION)
    reports.change(old, new)
    assert notes(chat) == []
    reports.change("48%", "51%")  # and it is still followed from where it stands now
    assert told(notes(chat)) == [("changed", "48%", "51%")]


def test_a_fact_that_is_gone_is_told_and_so_is_that_it_is_back(chat: Chat, reports: Reports) -> None:
    chat.ask(CAT_QUESTION)
    reports.change(CATS, "")
    assert told(notes(chat)) == [("removed", "48%", None)]
    reports.change("7%", "8%")
    assert notes(chat) == []
    Publisher(reports.services.catalogue).roll_back("ann", 1)
    assert told(notes(chat)) == [("restored", "48%", "48%")]


def test_a_fact_that_is_gone_is_not_taken_for_another_one_that_changed_at_the_same_time(
    chat: Chat, reports: Reports
) -> None:
    chat.ask(CAT_QUESTION)
    reports.edit(CATS, "")
    reports.change("7%", "8%")
    assert told(notes(chat)) == [("removed", "48%", None)]


def test_a_rollback_is_a_publish_like_any_other(chat: Chat, reports: Reports) -> None:
    chat.ask(CAT_QUESTION)
    reports.change("48%", "51%")
    assert told(notes(chat)) == [("changed", "48%", "51%")]
    Publisher(reports.services.catalogue).roll_back("ann")
    assert told(notes(chat)) == [("changed", "51%", "48%")]


def test_a_document_that_leaves_takes_its_facts_with_it_and_brings_them_back(chat: Chat, reports: Reports) -> None:
    chat.ask(CAT_QUESTION)
    reports.write("# Nothing\n\nThere is nothing here to be read.\n", "other.md")
    (reports.folder / "pets.md").unlink()
    reports.publish()
    assert told(notes(chat)) == [("removed", "48%", None)]
    reports.write()
    reports.publish()
    assert told(notes(chat)) == [("restored", "48%", "48%")]


def test_a_document_that_is_only_renamed_changes_nothing(chat: Chat, reports: Reports) -> None:
    chat.ask(CAT_QUESTION)
    (reports.folder / "pets.md").rename(reports.folder / "animals.md")
    reports.publish()
    assert notes(chat) == []
    reports.change("48%", "51%", "animals.md")
    assert told(notes(chat)) == [("changed", "48%", "51%")]


def test_what_another_document_still_says_is_still_in_the_reports(chat: Chat, reports: Reports) -> None:
    chat.ask(CAT_QUESTION)
    reports.write(f"# Another survey\n\nThey say so, too. {CATS}\n", "another.md")
    reports.publish()
    reports.change(CATS, "")
    assert notes(chat) == []


def test_a_sentence_without_a_figure_is_followed_too(chat: Chat, reports: Reports) -> None:
    reply = chat.ask(FED_QUESTION)
    assert isinstance(reply, AnswerReply)
    assert isinstance(reply.outcome, Answer)
    reports.change("The cat is fed by the reception", "The cat is fed by the cook")
    said = told(notes(chat))
    assert [(kind, "reception" in (old or ""), "cook" in (new or "")) for kind, old, new in said] == [
        ("changed", True, True)
    ]


def test_look_ups_and_verdicts_are_followed_like_answers(chat: Chat, reports: Reports) -> None:
    assert isinstance(chat.ask("keep a cat in the office", thread="5.1", command="stat"), StatisticsReply)
    claim = "48% of the firms keep a cat in the office."
    assert isinstance(chat.ask(claim, thread="6.1", command="verify"), VerificationReply)
    reports.change("48%", "51%")
    assert {note.place.thread: told([note]) for note in notes(chat)} == {
        "5.1": [("changed", "48%", "51%")],
        "6.1": [("changed", "48%", "51%")],
    }


def test_a_thread_gets_one_note_for_all_its_answers(chat: Chat, reports: Reports) -> None:
    for question in (CAT_QUESTION, DOG_QUESTION, CAT_QUESTION):
        chat.ask(question)
    reports.edit("48%", "51%")
    reports.change("12%", "13%")
    (note,) = notes(chat)
    assert told([note]) == [("changed", "48%", "51%"), ("changed", "12%", "13%")]


def test_several_publishes_before_a_note_goes_out_are_one_note_of_what_is_true_then(
    chat: Chat, reports: Reports
) -> None:
    chat.ask(CAT_QUESTION)
    living = chat.services.living
    reports.change("48%", "51%")
    assert living.look() == 1
    reports.change("51%", "53%")
    assert told(notes(chat)) == [("changed", "48%", "53%")]
    reports.change("53%", "60%")
    assert living.look() == 1
    reports.change("60%", "53%")
    assert notes(chat) == []  # as the thread knows it


def test_of_many_replicas_that_look_and_tell_at_once_each_note_comes_once(chat: Chat, reports: Reports) -> None:
    for number in range(8):
        chat.ask(CAT_QUESTION, thread=f"{number}.5")
    reports.change("48%", "51%")
    replicas = [reports.open() for _ in range(4)]

    def at_work(replica: object) -> list[str]:
        return [note.place.thread for note in notes(chat, replica)]

    with ThreadPoolExecutor(4) as pool:
        threads = [thread for found in pool.map(at_work, replicas) for thread in found]
    threads += [note.place.thread for note in notes(chat)]
    assert sorted(threads) == sorted(f"{number}.5" for number in range(8))


def test_what_is_waiting_outlives_a_restart_and_what_goes_out_is_capped(chat: Chat, reports: Reports) -> None:
    for number in range(5):
        chat.ask(CAT_QUESTION, thread=f"{number}.5")
    reports.change("48%", "51%")
    living = reports.open(living_per_minute=2).living
    living.look()
    now = datetime.now(UTC)
    first = [living.next("slack", now) for _ in range(3)]
    assert [bool(each) for each in first] == [True, True, False]
    for each in first[:2]:
        assert each
        chat.services.journal.told(each.note.id)
    again = reports.open(living_per_minute=2).living  # a restart
    assert again.look() == 0
    later = [again.next("slack", now + timedelta(minutes=1, seconds=minute)) for minute in range(3)]
    assert [bool(each) for each in later] == [True, True, False]
    assert len({each.note.place.thread for each in (*first, *later) if each}) == 4


def test_an_answer_from_the_edition_before_that_comes_late_is_followed_from_there(chat: Chat, reports: Reports) -> None:
    place = Place(workspace="T1", channel="C1", thread="1.1", message="1.1")
    request = Request(command="ask", user="ada", surface="slack", text=CAT_QUESTION, place=place)
    reply = asking.run(chat.services, request, Unwatched())
    reports.change("48%", "51%")
    assert notes(chat) == []
    recording.recorded(chat.services, request, reply, "ask")
    assert told(notes(chat)) == [("changed", "48%", "51%")]
    assert notes(chat) == []


def test_an_answer_older_than_the_settings_say_is_left_alone(chat: Chat, reports: Reports) -> None:
    chat.ask(CAT_QUESTION)
    reports.change("48%", "51%")
    assert chat.services.living.look(datetime.now(UTC) + timedelta(days=31)) == 0
    assert notes(chat) == []


def test_the_answer_of_a_question_that_was_asked_again_in_other_words_is_not_followed(
    chat: Chat, reports: Reports
) -> None:
    chat.ask(CAT_QUESTION, message="1.1")
    chat.ask(DOG_QUESTION, message="1.1")
    reports.change("48%", "51%")
    assert notes(chat) == []
    reports.change("12%", "13%")
    assert told(notes(chat)) == [("changed", "12%", "13%")]


def test_a_refusal_rests_on_nothing(chat: Chat, reports: Reports) -> None:
    reply = chat.ask("What is the budget for parrots in hospitals?")
    assert isinstance(reply, AnswerReply)
    assert not isinstance(reply.outcome, Answer)
    reports.change("7%", "8%")
    assert notes(chat) == []


def test_what_only_one_person_saw_is_for_that_person_until_it_is_shared(chat: Chat, reports: Reports) -> None:
    chat.ask(CAT_QUESTION, thread="")
    shared = chat.asked(CAT_QUESTION, thread="", user="eve")
    chat.services.journal.shown(shared, "9.9")
    reports.change("48%", "51%")
    assert {(note.place.thread, note.person) for note in notes(chat)} == {("", "ada"), ("9.9", None)}


def test_a_workspace_that_wants_no_notes_gets_none_until_it_does(chat: Chat, reports: Reports) -> None:
    chat.ask(CAT_QUESTION)
    chat.services.journal.want_notes("T1", False)
    reports.change("48%", "51%")
    assert notes(chat) == []
    reports.change("51%", "53%")
    assert notes(chat) == []
    chat.services.journal.want_notes("T1", True)
    assert told(notes(chat)) == [("changed", "48%", "53%")]


def test_what_is_forgotten_meanwhile_is_not_told(chat: Chat, reports: Reports) -> None:
    chat.ask(CAT_QUESTION)
    chat.ask(CAT_QUESTION, user="eve", thread="2.1")
    reports.change("48%", "51%")
    chat.services.living.look()
    chat.services.journal.forget_person("ada")
    assert [note.place.thread for note in notes(chat)] == ["2.1"]


def test_where_the_old_text_is_no_longer_kept_nothing_is_guessed(chat: Chat, reports: Reports) -> None:
    for question in (CAT_QUESTION, DOG_QUESTION):
        chat.ask(question)
    reports.edit("48%", "51%")
    for share in ("8%", "9%", "10%"):  # each publish prunes what is older than two editions
        reports.write(PETS.replace("48%", "51%").replace("7%", share))
        reports.publish(keep_editions=2)
    assert [each.id for each in open_catalogue(reports.library).editions() if each.kept] == [4, 3]
    assert told(notes(chat)) == [("removed", "48%", None)]  # and the dogs are where they were


def test_it_works_on_a_journal_in_memory_too(reports: Reports) -> None:
    reports.services.journal = MemoryJournal()
    chat = Chat(reports.services)
    chat.services.living.look()
    chat.ask(CAT_QUESTION)
    reports.change("48%", "51%")
    assert told(notes(chat)) == [("changed", "48%", "51%")]
    assert notes(chat) == []


def test_a_thread_is_not_told_of_a_document_that_may_not_be_read_there_any_more(chat: Chat, reports: Reports) -> None:
    chat.ask(CAT_QUESTION)
    reports.change("48%", "51%")
    shut = Living(chat.services.catalogue, chat.services.journal, chat.services.settings, lambda *_: False)
    shut.look()
    taken = shut.next("slack")
    assert taken
    exchange = chat.services.journal.exchange(taken.note.changes[0].exchange)
    assert exchange
    assert not shut.open_there(taken.note, exchange)
    assert chat.services.living.open_there(taken.note, exchange)


def test_what_stands_there_now_is_shown_to_who_presses_the_button(chat: Chat, reports: Reports) -> None:
    chat.ask(CAT_QUESTION)
    reports.change("48%", "51%")
    (note,) = notes(chat)
    (change,) = note.told
    reply = chat.press("told", note.id, text=change.exchange, number=change.number)
    assert isinstance(reply, SourceReply)
    assert (reply.citation.quote, reply.superseded) == (NOW_CATS, False)
    reports.change("51%", "55%")
    later = chat.press("told", note.id, text=change.exchange, number=change.number)
    assert isinstance(later, SourceReply)
    assert later.superseded
    for off in (
        chat.press("told", "gone", text=change.exchange, number=1),
        chat.press("told", note.id, text=change.exchange, number=9),
        chat.press("told", note.id, text=change.exchange, number=change.number, workspace="T2"),
    ):
        assert isinstance(off, ErrorReply)


# -- who may read ------------------------------------------------------------------------------------------------------


def test_nothing_is_told_of_a_document_that_may_not_be_read_there_by_now(chat: Chat, reports: Reports) -> None:
    chat.ask(CAT_QUESTION)
    reports.change("48%", "51%")
    (note,) = notes(chat)
    (exchange,) = chat.services.journal.recent("ada", 9)
    living, number = chat.services.living, note.told[0].number
    assert living.open_there(note, exchange)
    pets = str(reports.folder / "pets.md")
    chat.services.registrar.add(pets, Said(readers="#C1"), "ada")
    assert living.open_there(note, exchange)
    chat.services.registrar.add(pets, Said(readers="#C2"), "ada")
    assert not living.open_there(note, exchange)
    assert isinstance(chat.press("told", note.id, text=exchange.id, number=number), ErrorReply)
    chat.services.registrar.add(pets, Said(readers="everyone"), "ada")
    assert isinstance(chat.press("told", note.id, text=exchange.id, number=number), SourceReply)
