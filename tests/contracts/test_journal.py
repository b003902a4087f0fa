"""What every Journal promises, the fake and the database alike."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from bot.journal import Exchange, Feedback, Journal
from bot.replies import (
    AnswerReply,
    StatisticsReply,
    VerificationReply,
)
from bot.requests import Place
from bot.stores.journal import open_journal
from bot.stores.memory import MemoryJournal
from knowledge.arithmetic import Calculated, NotComparable, Operation
from knowledge.comparing import Comparison, Row
from knowledge.distributions import Distribution
from knowledge.lookup import Found, Lookup
from knowledge.records import Judgement, Reason, Verdict, Verification
from tests.bot.parts import ANSWER, CATS, HALF, REFUSAL, STATISTIC, citation, replied

START = datetime(2026, 3, 4, 12, 30, 1, 5, tzinfo=timezone(timedelta(hours=2)))
THREAD = Place(workspace="T1", channel="C1", thread="100.1", message="100.1")


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Journal:
    makers: dict[str, Callable[[], Journal]] = {
        "memory": MemoryJournal,
        "sqlite": lambda: open_journal(tmp_path / "library"),
        "postgres": lambda: open_journal(request.getfixturevalue("database_url")),
    }
    return makers[request.param]()


def exchange(
    name: str = "e1", minute: int = 0, place: Place | None = THREAD, user: str = "ada", **more: object
) -> Exchange:
    values = {"command": "ask", "text": "How many firms keep a cat?", "reply": replied(ANSWER)} | more
    return Exchange(id=name, at=START + timedelta(minutes=minute), surface="slack", user=user, place=place, **values)  # type: ignore[arg-type]


def ids(exchanges: object) -> list[str]:
    assert isinstance(exchanges, list)
    return [each.id for each in exchanges]


# -- exchanges -----------------------------------------------------------------------------------------------------

FOUND = Found(
    STATISTIC.model_copy(update={"value": Decimal("48.10"), "upper": Decimal("50.0")}), citation(), 1.25, -0.1
)
LOOKUP = Lookup(
    query="cats",
    found=(FOUND,),
    distribution=Distribution(question="Who keeps a cat?", options=(STATISTIC, STATISTIC)),
    options=(FOUND, FOUND),
    asked=STATISTIC.id,
    notes=("Stated for several years.",),
    edition=3,
)
REPLIES = {
    "answer": replied(ANSWER.model_copy(update={"statistics": (STATISTIC,), "notes": ("The newest of three.",)})),
    "choices": AnswerReply(ANSWER, replied(ANSWER).turn, 41, ("How many in 2022?", "How many “big” firms? 🐈"), "e1"),
    "refusal": replied(REFUSAL),
    "look-up": StatisticsReply(LOOKUP),
    "comparison": StatisticsReply(
        LOOKUP,
        Comparison((Row(STATISTIC, CATS, (2024, 2025)),)),
        Calculated(operation=Operation.SUM, value=Decimal("96.0"), unit="percent", inputs=(STATISTIC, STATISTIC)),
        "e1",
    ),
    "not comparable": StatisticsReply(LOOKUP, None, NotComparable(reason="the bases differ")),
    "nothing found": StatisticsReply(Lookup(query="dogs", nearest=(FOUND,), edition=3)),
    "verdicts": VerificationReply(
        Verification(
            text=HALF,
            verdicts=(
                Verdict(
                    claim=HALF,
                    start=0,
                    end=len(HALF),
                    judgement=Judgement.SUPPORTED,
                    statistics=(STATISTIC,),
                    citations=(citation(),),
                ),
            ),
            edition=3,
        ),
        12,
        "e1",
    ),
}


@pytest.mark.parametrize("name", REPLIES)
def test_an_exchange_comes_back_exactly_as_it_was_recorded(journal: Journal, name: str) -> None:
    recorded = exchange(reply=REPLIES[name])
    journal.record(recorded)
    back = journal.exchange("e1")
    assert back == recorded
    assert back
    assert back.model_dump_json() == recorded.model_dump_json()  # decimals as they were written, too
    assert type(back.reply) is type(recorded.reply)


def test_an_unknown_exchange_is_none_and_may_be_shown_and_dropped(journal: Journal) -> None:
    assert journal.exchange("gone") is None
    journal.shown("gone", "1.1")
    journal.drop("gone")


def test_the_message_that_shows_an_exchange_is_remembered(journal: Journal) -> None:
    journal.record(exchange())
    journal.shown("e1", "100.2")
    journal.shown("e1", "100.3")
    assert journal.exchange("e1") == exchange(shown_as="100.3")


def test_a_conversation_is_what_was_said_last_in_its_thread_oldest_first(journal: Journal) -> None:
    for minute in (3, 1, 2, 0):
        journal.record(exchange(f"e{minute}", minute))
    for name, place in {
        "other thread": Place(workspace="T1", channel="C1", thread="200.1"),
        "other channel": Place(workspace="T1", channel="C2", thread="100.1"),
        "other workspace": Place(workspace="T2", channel="C1", thread="100.1"),
        "no thread": Place(workspace="T1", channel="C1"),
    }.items():
        journal.record(exchange(name, 9, place))
    journal.record(exchange("nowhere", 9, None))
    assert ids(journal.conversation(THREAD, 3)) == ["e1", "e2", "e3"]
    assert ids(journal.conversation(Place(workspace="T1", channel="C1"), 20)) == ["no thread"]


def test_a_thread_under_a_shared_answer_begins_with_what_was_shared(journal: Journal) -> None:
    journal.record(exchange("private", 0, Place(workspace="T1", channel="C1")))
    journal.record(exchange("elsewhere", 0, Place(workspace="T1", channel="C2")))
    journal.record(exchange("follow-up", 1))
    for each in ("private", "elsewhere", "follow-up"):
        journal.shown(each, "100.1")
    assert ids(journal.conversation(THREAD, 20)) == ["private", "follow-up"]
    assert ids(journal.conversation(Place(workspace="T1", channel="C1", thread="300.1"), 20)) == []


def test_the_exchange_that_a_message_asked_is_found_the_newest_where_it_was_edited(journal: Journal) -> None:
    for name, minute in (("edited", 5), ("first", 0)):
        journal.record(exchange(name, minute))
    found = journal.asked_in(Place(workspace="T1", channel="C1", message="100.1"))
    assert found
    assert found.id == "edited"
    for other in (("T1", "C1", "100.2"), ("T1", "C2", "100.1"), ("T2", "C1", "100.1")):
        workspace, channel, message = other
        assert journal.asked_in(Place(workspace=workspace, channel=channel, message=message)) is None


def test_no_message_asked_nothing(journal: Journal) -> None:
    journal.record(exchange(place=Place(workspace="T1", channel="C1")))
    assert journal.asked_in(Place(workspace="T1", channel="C1")) is None


def test_what_a_person_asked_last_comes_newest_first(journal: Journal) -> None:
    for minute in (1, 3, 2):
        journal.record(exchange(f"e{minute}", minute))
    journal.record(exchange("eve's", 9, user="eve"))
    assert ids(journal.recent("ada", 2)) == ["e3", "e2"]
    assert ids(journal.recent("bob", 2)) == []


def refused(reason: Reason) -> AnswerReply:
    return replied(REFUSAL.model_copy(update={"reason": reason}))


def test_unanswered_is_what_the_reports_lack_and_what_was_rated_bad(journal: Journal) -> None:
    reasons = {reason: refused(reason) for reason in Reason}
    for minute, (reason, reply) in enumerate(reasons.items()):
        journal.record(exchange(reason.value, minute, reply=reply))
    journal.record(exchange("nothing found", 20, command="stat", reply=REPLIES["nothing found"]))
    journal.record(exchange("found", 21, command="stat", reply=REPLIES["look-up"]))
    for minute, name in enumerate(("fine", "bad", "better"), 30):
        journal.record(exchange(name, minute))
    for name, rating in (("fine", "good"), ("bad", "good"), ("bad", "bad"), ("better", "bad"), ("better", "good")):
        user = "eve" if name == "bad" and rating == "good" else "ada"
        journal.rate(Feedback(exchange=name, user=user, at=START, rating=rating))  # type: ignore[arg-type]
    assert ids(journal.unanswered(START, 20)) == [
        "bad",
        "nothing found",
        "false_premise",
        "wrong_period",
        "wrong_population",
        "not_in_reports",
    ]
    assert ids(journal.unanswered(START + timedelta(minutes=25), 20)) == ["bad"]
    assert ids(journal.unanswered(START, 1)) == ["bad"]


def test_what_was_asked_in_a_time_has_no_end_of_its_own(journal: Journal) -> None:
    for minute in (2, 0, 1):
        journal.record(exchange(f"e{minute}", minute))
    assert ids(journal.asked(START)) == ["e0", "e1", "e2"]
    in_utc = START.astimezone(UTC)
    assert ids(journal.asked(in_utc + timedelta(minutes=1), in_utc + timedelta(minutes=2))) == ["e1"]


# -- feedback ------------------------------------------------------------------------------------------------------


def test_the_last_word_of_each_person_counts(journal: Journal) -> None:
    journal.record(exchange())
    first = Feedback(exchange="e1", user="ada", at=START, rating="bad", why="outdated", comment="It's 2026.")
    others = Feedback(exchange="e1", user="eve", at=START + timedelta(minutes=1), rating="bad")
    last = Feedback(exchange="e1", user="ada", at=START + timedelta(minutes=2), rating="good")
    for each in (first, others, last):
        journal.rate(each)
    assert journal.feedback("e1") == [others, last]
    assert journal.feedback("gone") == []


def test_what_is_thought_of_nothing_is_not_kept(journal: Journal) -> None:
    journal.rate(Feedback(exchange="gone", user="ada", at=START, rating="good"))
    journal.record(exchange("gone"))
    assert journal.feedback("gone") == []


# -- events --------------------------------------------------------------------------------------------------------


def test_an_event_is_new_once(journal: Journal) -> None:
    assert [journal.first_time(event) for event in ("Ev1", "Ev2", "Ev1")] == [True, True, False]


def test_of_many_threads_that_ask_at_once_one_is_the_first(journal: Journal) -> None:
    with ThreadPoolExecutor(8) as pool:
        for number in range(10):
            assert sum(pool.map(journal.first_time, [f"Ev{number}"] * 8)) == 1


def test_events_of_old_are_forgotten(journal: Journal) -> None:
    journal.first_time("old")
    between = datetime.now(UTC)
    journal.first_time("new")
    assert journal.forget_events(between) == 1
    assert [journal.first_time("new"), journal.first_time("old")] == [False, True]


# -- forgetting ----------------------------------------------------------------------------------------------------


def rated(journal: Journal) -> Journal:
    """Ada asked at minute 0 and 1, eve at minute 2, and both said what they think of each."""
    for minute, user in enumerate(("ada", "ada", "eve")):
        journal.record(exchange(f"e{minute}", minute, user=user))
        for person in ("ada", "eve"):
            journal.rate(Feedback(exchange=f"e{minute}", user=person, at=START, rating="good"))
    return journal


def kept(journal: Journal) -> dict[str, list[str]]:
    return {each.id: [said.user for said in journal.feedback(each.id)] for each in journal.asked(START)}


def test_one_exchange_can_be_dropped_with_what_was_thought_of_it(journal: Journal) -> None:
    rated(journal).drop("e1")
    assert kept(journal) == {"e0": ["ada", "eve"], "e2": ["ada", "eve"]}
    assert journal.feedback("e1") == []


def test_what_is_older_than_it_may_be_kept_is_forgotten(journal: Journal) -> None:
    assert rated(journal).forget_before(START + timedelta(minutes=2)) == 2
    assert kept(journal) == {"e2": ["ada", "eve"]}
    assert journal.feedback("e0") == []


def test_a_person_can_be_forgotten(journal: Journal) -> None:
    assert rated(journal).forget_person("ada") == 2
    assert kept(journal) == {"e2": ["eve"]}
    assert journal.recent("ada", 10) == []
