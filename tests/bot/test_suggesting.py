"""Suggested questions: from the newest documents, each answered by the library, made once for an edition."""

from __future__ import annotations

import time
from threading import Event

import pytest

from bot import logs
from bot.replies import SuggestionsReply
from bot.suggesting import Suggestions, suggestions
from bot.wiring import Services
from knowledge.distributions import citation_of
from knowledge.records import Answer, Claim, Refusal, Revision, Statistic
from tests.bot.chats import Chat
from tests.bot.parts import REFUSAL, stocked
from tests.support.library import revision
from tests.support.statistics import options, statistic


def share(whom: str, of: Revision, start: int, **more: object) -> Statistic:
    quote = f"48% of the {whom} keep a cat in the office."
    return statistic("48", f"{whom} keep a cat", of=of, base=whom, quote=quote, start=start, **more)


OLD, NEW = (
    revision(f"pets-{year}.md", title=f"Pet survey {year}", period=(year,), published=str(year))
    for year in (2023, 2024)
)
HELD = {
    OLD: [share("old firms", OLD, 0), share("old shops", OLD, 100)],
    NEW: [
        share("very old and very large inns and hotels of the whole of the northern part of the land", NEW, 0),
        share("firms", NEW, 200),
        *options(of=NEW, start=300, question="Who is responsible for the cats?", a_team="34", nobody="44"),
    ],
}


class Knowing:
    """Answers a question with the figure whose words it has, but for those about what it doesn't know."""

    def __init__(self, held: dict[Revision, list[Statistic]], unknown: str = "no such word") -> None:
        self.held, self.unknown, self.asked = held, unknown, list[str]()
        self.go = Event()
        self.go.set()

    def ask(self, question: str, *_: object) -> Answer | Refusal:
        self.asked.append(question)
        assert self.go.wait(10)
        for of, figures in self.held.items():
            for figure in figures:
                if (
                    self.unknown not in question and (figure.base or "") in question
                ) or question == figure.distribution:
                    claim = Claim(text=figure.quote, citations=(citation_of(figure, of),))
                    return Answer(question=question, claims=(claim,), statistics=(figure,), edition=1)
        return REFUSAL


@pytest.fixture
def services() -> Services:
    services, _ = stocked()
    for of, figures in HELD.items():
        services.catalogue.add(of, "", [], figures)
    services.catalogue.publish([OLD.id, NEW.id], "ada")
    services.answerer = Knowing(HELD)  # type: ignore[assignment]
    return services


def asked(services: Services) -> list[str]:
    knowing = services.answerer
    assert isinstance(knowing, Knowing)
    return knowing.asked


def test_the_newest_document_begins_with_its_question_and_the_others_take_turns(services: Services) -> None:
    assert suggestions(services) == (
        "Who is responsible for the cats?",
        "What share of the old firms keep a cat in the office?",
        "What share of the firms keep a cat in the office?",
        "What share of the old shops keep a cat in the office?",
    )


def test_what_the_library_does_not_answer_with_that_figure_is_not_suggested(services: Services) -> None:
    services.answerer = Knowing(HELD, unknown="old")  # type: ignore[assignment]
    assert suggestions(services) == (
        "Who is responsible for the cats?",
        "What share of the firms keep a cat in the office?",
    )
    services.answerer = Knowing({OLD: HELD[OLD][:1]})  # type: ignore[assignment]
    assert suggestions(services) == ("What share of the old firms keep a cat in the office?",)


def test_they_are_made_once_for_an_edition_however_many_ask(services: Services) -> None:
    chat = Chat(services)
    first = chat.press("suggest")
    assert isinstance(first, SuggestionsReply)
    tried = len(asked(services))
    assert [chat.press("suggest") for _ in range(3)] == [first] * 3
    assert len(asked(services)) == tried > 0


def test_until_those_of_a_new_edition_are_made_the_ones_before_are_good_enough(services: Services) -> None:
    made = Suggestions(services)
    before = made.questions(10)
    knowing = services.answerer = Knowing({OLD: HELD[OLD]})  # type: ignore[assignment]
    knowing.go.clear()
    services.catalogue.publish([OLD.id], "ada")
    del services.editions
    assert made.questions(10) == before
    knowing.go.set()
    ends = time.monotonic() + 10
    while made.questions() == before and time.monotonic() < ends:
        time.sleep(0.01)
    assert made.questions() == tuple(
        f"What share of the old {whom} keep a cat in the office?" for whom in ("firms", "shops")
    )


def test_nobody_waits_longer_than_they_want_to(services: Services) -> None:
    knowing = services.answerer = Knowing(HELD)  # type: ignore[assignment]
    knowing.go.clear()
    made = Suggestions(services)
    started = time.monotonic()
    assert made.questions(0.05) == ()
    assert time.monotonic() - started < 5
    knowing.go.set()
    assert len(made.questions(10)) == 4


def test_a_failure_is_logged_gives_none_and_is_tried_again(
    services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure()
    made = Suggestions(services)
    knowing, services.answerer = services.answerer, None  # type: ignore[assignment]
    assert made.questions(10) == ()
    assert "no questions to suggest" in capsys.readouterr().err
    services.answerer = knowing
    assert len(made.questions(10)) == 4


def test_a_library_that_states_nothing_suggests_nothing() -> None:
    assert Chat().press("suggest") == SuggestionsReply(())
