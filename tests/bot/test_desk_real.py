"""A chat about the starter with the models, the stores and the journal that are shipped: what buttons lead to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.replies import (
    AnswerReply,
    HomeReply,
    SlideReply,
    SourceReply,
    StatisticsReply,
    SuggestionsReply,
)
from bot.requests import Unwatched
from bot.settings import Settings
from bot.wiring import Services
from knowledge.records import Answer
from tests.bot.chats import Chat


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    services = Services(Settings(library=tmp_path_factory.mktemp("starter") / "library"))
    if any(model.problem for model in services.models()):
        pytest.skip("the models are not installed")
    services.ingest_starter("test", Unwatched())
    yield Chat(services)
    services.catalogue.close()  # type: ignore[attr-defined]
    services.journal.close()  # type: ignore[attr-defined]


def answered(chat: Chat, question: str, thread: str = "") -> tuple[AnswerReply, Answer]:
    reply = chat.ask(question, thread=thread, user=f"somebody asking {question}")
    assert isinstance(reply, AnswerReply)
    assert isinstance(reply.outcome, Answer), reply.outcome
    return reply, reply.outcome


def test_a_follow_up_in_a_thread_is_understood_with_what_went_before(chat: Chat) -> None:
    answered(chat, "How many companies have an AI workflow in production?", thread="7.1")
    answered(chat, "What share of organizations has a team of its own for AI workflows?", thread="7.1")
    reply, outcome = answered(chat, "And in how many is central IT in charge?", thread="7.1")
    assert "21%" in outcome.claims[0].text
    assert reply.turn.standalone != reply.turn.question


def test_every_source_of_an_answer_shows_its_quote_within_the_report(chat: Chat) -> None:
    reply, outcome = answered(chat, "Who owns AI in most companies?")
    for number, claim in enumerate(outcome.claims, 1):
        source = chat.press("source", reply.exchange or "", number=number)
        assert isinstance(source, SourceReply)
        assert source.citation == claim.citations[0]
        assert "Who owns AI workflows" in source.before
        assert source.before + source.citation.quote + source.after in chat.services.catalogue.text(
            source.citation.revision_id
        )


def test_a_figure_is_ready_for_a_slide(chat: Chat) -> None:
    reply = chat.ask("ownership", command="stat")
    assert isinstance(reply, StatisticsReply)
    slide = chat.press("slides", reply.exchange or "", number=1)
    assert isinstance(slide, SlideReply)
    assert slide.headline == "34%: a dedicated team"
    assert slide.footnote == (
        "Who is responsible for AI workflows? Base: surveyed organizations, MIT Technology Review Insights survey. "
        "Source: Bridging the operational AI gap, MIT Technology Review Insights, 2026, operational-ai-gap.md"
    )
    assert slide.csv.count("\n") == 5
    assert slide.png


def test_a_question_that_several_populations_answer_offers_each_and_each_is_answered(chat: Chat) -> None:
    reply, _ = answered(chat, "How many use five or more data sources for AI?")
    assert [choice.split(",")[0] for choice in reply.choices] == [
        "Among companies with an enterprise-wide integration platform",
        "Among companies that use integration for specific workflows alone",
        "Among organizations without an integration platform",
    ]
    for choice, figure in zip(reply.choices, ("59%", "11%", "0%"), strict=True):
        chosen, outcome = answered(chat, choice)
        assert outcome.claims[0].highlighted == figure
        assert chosen.choices == ()


@pytest.mark.parametrize(
    ("question", "choice"),
    [
        (
            "How many hospitals have an AI workflow in production?",
            "How many surveyed organizations have an AI workflow in production?",
        ),
        (
            "What share of organizations had AI in production in 2019?",
            "What share of organizations had AI in production in 2026?",
        ),
    ],
)
def test_a_refused_question_can_be_asked_of_whom_and_when_the_report_says_it(
    chat: Chat, question: str, choice: str
) -> None:
    reply = chat.ask(question, thread="")
    assert isinstance(reply, AnswerReply)
    assert reply.choices[0] == choice
    _, outcome = answered(chat, choice)
    assert "76%" in outcome.claims[0].text


def test_four_questions_are_suggested_and_the_library_answers_each(chat: Chat) -> None:
    suggested = chat.press("suggest")
    assert isinstance(suggested, SuggestionsReply)
    assert "Who is responsible for AI workflows?" in suggested.questions
    assert len(suggested.questions) == 4
    for question in suggested.questions:
        answered(chat, question)
    home = chat.press("home", channel="")
    assert isinstance(home, HomeReply)
    assert home.suggestions == suggested.questions
