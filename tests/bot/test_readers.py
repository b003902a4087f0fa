"""What is limited stays with those who may read it: on every surface, by every command, in every kind of reply."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, get_args

import pytest

from bot import replies
from bot.command import TERMINAL
from bot.commands import COMMANDS, named
from bot.directory import Listed, NobodyKnows
from bot.replies import (
    AnswerReply,
    DocumentsReply,
    ErrorReply,
    ExchangeReply,
    HomeReply,
    PersonReply,
    Reply,
    SourceReply,
    StatisticsReply,
    SuggestionsReply,
    TextReply,
    TopicsReply,
)
from bot.requests import Place, Request, StatisticsOptions
from knowledge.records import Answer, Reason
from tests.support.limited import (
    BOARD,
    MEMBER,
    OTHER,
    QUESTION,
    SALES,
    SEATS,
    SECRETS,
    YEARS,
    Limited,
    Seat,
    leaks,
    told,
)

# -- what is asked -----------------------------------------------------------------------------------------------------

QUESTIONS = (
    QUESTION,
    "How many firms keep a cat in the office with a quokka?",
    "How many firms keep a horse in the stable of the wombat?",
    "What share of hospitals kept a horse in the stable in 2017?",
    "And in 2024?",
)
QUERIES = ("cat in the office", "horse in the stable of the quokka", "a team feeds the wombat")
CLAIMS = ("Of the firms, 84% keep a cat in the office.", "Most firms keep a horse in the stable of the wombat.")
NAMES = ("sales.md", "board.md", "pets.md")


def asked(seat: Seat) -> Iterator[Request]:
    """Everything that can be asked from a seat and that could show something of a document."""
    for question in QUESTIONS:
        yield seat.request("ask", question)
    for query in QUERIES:
        yield seat.request("stat", query, options=StatisticsOptions(compare=True))
        yield seat.request("stat", query, options=StatisticsOptions(operation="sum", labels=("2017", "2024")))
    yield seat.request("stat")
    for claim in CLAIMS:
        yield seat.request("verify", claim)
    for name in NAMES:
        yield seat.request("ask", QUESTION, documents=(name,))
        yield seat.request("stat", documents=(name,))
        yield seat.request("text", name)
    yield from (seat.request(command) for command in ("documents", "home", "suggest", "help", "sources", "status"))


def pressed(seat: Seat, exchanges: list[str]) -> Iterator[Request]:
    """Every button of everything that was ever answered, pressed from a seat."""
    for exchange in exchanges:
        for number in (1, 2, 3):
            yield seat.request("source", exchange=exchange, number=number)
            yield seat.request("slides", exchange=exchange, number=number)
        yield from (seat.request(command, exchange=exchange) for command in ("show", "share", "person", "feedback"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Limited:
    world = Limited(tmp_path_factory.mktemp("limited"))
    world.services.settings = world.services.settings.model_copy(update={"help_channel": "C0HELP"})
    return world


@pytest.fixture(scope="module")
def everything(world: Limited) -> dict[str, list[tuple[Request, Reply]]]:
    """What was replied to all that can be asked and pressed, seat by seat."""
    found = {
        seat.name: [(each, world.desk.handle(each)) for each in asked(seat) if named(each.command, seat.surface)]
        for seat in SEATS
    }
    kept = [
        reply.exchange
        for replied in found.values()
        for _, reply in replied
        if getattr(reply, "exchange", None) and isinstance(reply, AnswerReply | StatisticsReply)
    ]
    some = kept[:: max(1, len(kept) // 30)]  # of every seat
    for seat in SEATS:
        if seat.surface in {"slack", "teams"}:
            found[seat.name] += [(each, world.desk.handle(each)) for each in pressed(seat, some)]
    return found


# -- nothing gets out --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seat", SEATS, ids=lambda seat: seat.name)
def test_nothing_of_what_is_shut_is_in_any_reply(
    seat: Seat, everything: dict[str, list[tuple[Request, Reply]]]
) -> None:
    """Neither words nor titles, names or figures."""
    out = [
        (request.command, request.text, request.exchange, leaked)
        for request, reply in everything[seat.name]
        if (leaked := [each for each in leaks(reply, seat.shut) if each not in (*request.documents, request.text)])
    ]
    assert out == []


@pytest.mark.parametrize("seat", SEATS, ids=lambda seat: seat.name)
def test_what_is_open_is_found(seat: Seat, world: Limited) -> None:
    """So that the test before isn't passed by a bot that says nothing."""
    reply = world.desk.handle(seat.request("stat", "cat in the office", options=StatisticsOptions(compare=True)))
    assert "48%" in told(reply)
    assert {name for name in SECRETS if leaks(reply, [name])} == set(seat.open)


@pytest.mark.parametrize("seat", SEATS, ids=lambda seat: seat.name)
def test_counts_are_of_what_is_open_alone(seat: Seat, world: Limited) -> None:
    topics = world.desk.handle(seat.request("stat"))
    assert isinstance(topics, TopicsReply)
    alone = [
        world.desk.handle(Seat("", "terminal").request("stat", documents=(each,))) for each in ("pets.md", *seat.open)
    ]
    assert topics.statistics == sum(each.statistics for each in alone if isinstance(each, TopicsReply))
    listed = world.desk.handle(seat.request("documents"))
    assert isinstance(listed, DocumentsReply)
    assert len(listed.revisions) == len(listed.edition.revision_ids) == 1 + len(seat.open)


@pytest.mark.parametrize("seat", [each for each in SEATS if each.surface == "slack"], ids=lambda seat: seat.name)
def test_questions_that_are_offered_are_of_what_is_open(seat: Seat, world: Limited) -> None:
    """The same is stated of 2017 and 2018, in limited reports."""
    reply = world.desk.handle(seat.request("ask", "How many firms keep a parrot in the hall?"))
    assert isinstance(reply, AnswerReply)
    assert isinstance(reply.outcome, Answer)
    told_of = " ".join([*reply.choices, *(each.period or "" for each in reply.outcome.statistics)])
    offered = {each for each in ("2017", "2018") if each in told_of}
    assert offered == ({YEARS[name] for name in seat.open} if seat.channel is not None else set())


@pytest.mark.parametrize("command", ["ask", "stat", "verify"])
def test_what_is_shut_goes_by_no_name_as_if_it_were_not_there(world: Limited, command: str) -> None:
    seat = next(each for each in SEATS if each.name == "another channel")
    hidden = world.desk.handle(seat.request(command, "cats", documents=("sales.md",)))
    absent = world.desk.handle(seat.request(command, "cats", documents=("other.md",)))
    assert isinstance(hidden, ErrorReply)
    assert isinstance(absent, ErrorReply)
    assert hidden.sentence == absent.sentence.replace("other.md", "sales.md")


def test_where_everything_is_limited_the_library_says_nothing(tmp_path: Path) -> None:
    world = Limited(tmp_path, {SALES: "#C1", BOARD: "#C1", "pets.md": "#C1"})
    seat = next(each for each in SEATS if each.name == "another channel")
    answer = world.desk.handle(seat.request("ask", QUESTION))
    assert isinstance(answer, AnswerReply)
    assert (answer.outcome.reason, answer.outcome.nearest) == (Reason.NOT_IN_REPORTS, ())  # type: ignore[union-attr]
    found = world.desk.handle(seat.request("stat", "cat in the office"))
    assert isinstance(found, StatisticsReply)
    assert (found.lookup.found, found.lookup.nearest) == ((), ())
    assert world.desk.handle(seat.request("suggest")) == SuggestionsReply(())
    home = world.desk.handle(seat.request("home"))
    assert isinstance(home, HomeReply)
    assert (home.revisions, home.suggestions) == ((), ())


# -- every kind of reply -----------------------------------------------------------------------------------------------

LIMITED = {
    "AnswerReply",
    "StatisticsReply",
    "TopicsReply",
    "VerificationReply",
    "DocumentTextReply",
    "DocumentsReply",
    "SourceReply",
    "SlideReply",
    "ExchangeReply",
    "PersonReply",
    "SuggestionsReply",
    "HomeReply",
    "ErrorReply",
}  # may hold something of a document, and holds what is open alone
ADMINISTRATORS = {
    "StatusReply": "status",
    "IngestReply": "ingest",
    "SourcesReply": "sources",
    "SourceAddedReply": "sources",
    "SourceRemovedReply": "sources",
    "ChecksReply": "sources",
    "ReingestReply": "reingest",
    "RunReply": "reingest",
    "UploadReply": "upload",
    "EditionsReply": "editions",
    "ReviewReply": "review",
    "ActReply": "review",
    "ConfirmReply": "rollback",
    "GoldenReply": "golden",
    "ActsReply": "audit",
    "DoctorReply": "doctor",
    "GapsReply": "gaps",
}  # what those see who decide over all of the content: only their commands give it
OF_OURS = {"TextReply", "ForgetReply"}  # our own words, and counts of what was asked
TERMINALS = {"EvaluationReply": "eval"}  # of the terminal alone


def kinds(of: Any = replies.Reply) -> set[str]:
    return set().union(*(kinds(each) for each in get_args(of))) if isinstance(of, UnionType) else {of.__name__}


def test_every_kind_of_reply_is_accounted_for() -> None:
    """A new one fails here until somebody has said what keeps limited documents out of it."""
    assert kinds() == LIMITED | set(ADMINISTRATORS) | OF_OURS | set(TERMINALS)
    assert all(COMMANDS[name].who == "administrators" for name in ADMINISTRATORS.values())
    assert all(COMMANDS[name].surfaces == TERMINAL for name in TERMINALS.values())


def test_every_kind_that_may_hold_a_document_was_looked_at(
    everything: dict[str, list[tuple[Request, Reply]]],
) -> None:
    seen = {type(reply).__name__ for replied in everything.values() for _, reply in replied}
    assert seen >= LIMITED


def test_every_command_that_reads_the_library_was_asked(everything: dict[str, list[tuple[Request, Reply]]]) -> None:
    """And every button but that of a note, which has tests of its own."""
    ours = {name for name, each in COMMANDS.items() if each.who == "everyone" and each.surfaces - TERMINAL}
    commands = {request.command for replied in everything.values() for request, _ in replied}
    assert ours - commands == {"told", "forget"}


# -- at the moment of showing ------------------------------------------------------------------------------------------

CHANNEL = next(each for each in SEATS if each.name == "the channel")
DIRECT = next(each for each in SEATS if each.name == "a direct message of a member")
HOME = next(each for each in SEATS if each.name == "Home of a member")


@pytest.fixture
def own(tmp_path: Path) -> Limited:
    return Limited(tmp_path)


def of_the_quokka(world: Limited, seat: Seat = CHANNEL) -> str:
    """The exchange of an answer from the limited report."""
    reply = world.desk.handle(seat.request("ask", "How many firms keep a cat in the office with a quokka?"))
    assert isinstance(reply, AnswerReply)
    assert isinstance(reply.outcome, Answer)
    assert leaks(reply, [SALES])
    assert reply.exchange
    return reply.exchange


def test_what_a_source_says_of_its_readers_counts_at_once_and_without_reading_it_again(own: Limited) -> None:
    exchange = of_the_quokka(own)
    edition = own.services.edition().id
    assert isinstance(own.desk.handle(CHANNEL.request("source", exchange=exchange, number=1)), SourceReply)
    own.limit(SALES, "#C7")
    for command in ("source", "slides", "show", "share"):
        reply = own.desk.handle(CHANNEL.request(command, exchange=exchange, number=1))
        assert isinstance(reply, ErrorReply), command
        assert "may not be read here" in reply.sentence or "not everybody here" in reply.sentence
    assert leaks(own.desk.handle(CHANNEL.request("ask", QUESTION)), [SALES]) == []
    own.limit(SALES, "everyone")
    assert isinstance(own.desk.handle(CHANNEL.request("source", exchange=exchange, number=1)), SourceReply)
    assert own.services.edition().id == edition


def test_what_was_answered_in_a_channel_is_not_shown_again_in_home(own: Limited) -> None:
    seat = Seat("", "slack", MEMBER, "C1")
    exchange = of_the_quokka(own, seat)
    own.desk.handle(seat.request("ask", "How many firms keep a dog in the yard?"))
    home = own.desk.handle(HOME.request("home"))
    assert isinstance(home, HomeReply)
    assert [each.text for each in home.recent] == ["How many firms keep a dog in the yard?"]
    assert isinstance(own.desk.handle(HOME.request("show", exchange=exchange)), ErrorReply)


def test_what_one_member_saw_is_not_shared_with_a_channel_where_others_read_along(own: Limited) -> None:
    alone = Seat("", "slack", MEMBER, "C2", private=True)
    reply = own.desk.handle(alone.request("ask", "How many firms keep a cat in the office with a wombat?"))
    assert leaks(reply, [BOARD])
    in_public = Seat("", "slack", MEMBER, "C2")
    shared = own.desk.handle(in_public.request("share", exchange=reply.exchange))  # type: ignore[union-attr]
    assert isinstance(shared, ErrorReply)
    assert shared.sentence.endswith("can't be shared.")
    assert isinstance(own.desk.handle(alone.request("show", exchange=reply.exchange)), ExchangeReply)  # type: ignore[union-attr]


def test_people_who_are_asked_are_told_the_question_alone_where_they_may_not_read_the_rest(own: Limited) -> None:
    own.services.settings = own.services.settings.model_copy(update={"help_channel": "C0HELP"})
    exchange = of_the_quokka(own)
    handed_on = own.desk.handle(CHANNEL.request("person", exchange=exchange))
    assert isinstance(handed_on, PersonReply)
    assert "quokka?" in handed_on.exchange.text
    assert "83.7" not in told(handed_on)
    open_one = own.desk.handle(CHANNEL.request("ask", "How many firms keep a dog in the yard?"))
    whole = own.desk.handle(CHANNEL.request("person", exchange=open_one.exchange))  # type: ignore[union-attr]
    assert "12%" in told(whole)


def test_what_may_be_made_of_shut_documents_is_not_shown_again(own: Limited) -> None:
    """An answer that rests on open documents may offer questions that others gave rise to."""
    reply = own.desk.handle(CHANNEL.request("ask", QUESTION, place=Place(workspace="T1", channel="C1", thread="9.9")))
    assert isinstance(reply, AnswerReply)
    exchange = own.services.journal.exchange(reply.exchange or "")
    assert exchange
    changed = AnswerReply(
        reply.outcome.model_copy(update={"notes": ("Stated for 2023 (quokka), too.",)}),
        reply.turn,
        1,
        ("Among quokkas, how many?",),
        reply.exchange,
    )
    if leaks(reply, [SALES]):
        own.limit(SALES, "everyone")
        own.limit(BOARD, "#C7")
    own.services.journal.drop(exchange.id)
    own.services.journal.record(exchange.model_copy(update={"reply": changed}))
    shown = own.desk.handle(CHANNEL.request("show", exchange=exchange.id))
    assert isinstance(shown, ExchangeReply)
    assert isinstance(shown.exchange.reply, AnswerReply)
    assert (shown.exchange.reply.choices, shown.exchange.reply.outcome.notes) == ((), ())


def test_a_source_that_is_gone_still_limits_what_is_kept_of_it(own: Limited) -> None:
    """An earlier edition may be published again; adding the source again opens nothing by itself."""
    source = next(each for each in own.services.sources.sources() if each.place.endswith(SALES))
    own.services.registrar.remove(str(source.id))
    assert leaks(own.desk.handle(DIRECT.request("ask", QUESTION)), [SALES]) == []
    own.services.sources.forget([source.id])
    assert own.services.sources.leaving() == []
    assert leaks(own.desk.handle(DIRECT.request("ask", QUESTION)), [SALES]) == []
    of_the_quokka(own)  # in its channel it is open as before
    own.limit(SALES, None)  # type: ignore[arg-type]
    again = next(each for each in own.services.sources.sources() if each.place.endswith(SALES))
    assert again.details.readers.channels == ("C1",)


def test_an_answer_whose_documents_are_not_known_any_more_is_not_shown_again(own: Limited) -> None:
    reply = own.desk.handle(DIRECT.request("ask", "How many firms keep a dog in the yard?"))
    for share in ("13%", "14%", "15%"):
        own.reports.change(f"{int(share[:2]) - 1}% keep a dog", f"{share} keep a dog", keep_editions=2)
    own.services.__dict__.pop("editions")
    shown = own.desk.handle(DIRECT.request("show", exchange=reply.exchange))  # type: ignore[union-attr]
    assert isinstance(shown, ErrorReply)


# -- who and where -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seat", SEATS, ids=lambda seat: seat.name)
def test_names_mean_what_ids_mean(seat: Seat, tmp_path_factory: pytest.TempPathFactory) -> None:
    named_ = _named(tmp_path_factory)
    if seat.workspace == "T2":  # where a channel is called the same, and the chat says so: see SlackDirectory.several
        return
    reply = named_.desk.handle(seat.request("stat", "cat in the office", options=StatisticsOptions(compare=True)))
    assert {name for name in SECRETS if leaks(reply, [name])} == set(seat.open)


_kept: list[Limited] = []


def _named(factory: pytest.TempPathFactory) -> Limited:
    if not _kept:
        _kept.append(Limited(factory.mktemp("named"), {SALES: "#Sales", BOARD: "@board"}))
    return _kept[0]


def test_a_chat_that_cannot_be_asked_opens_nothing(own: Limited) -> None:
    class Silent(Listed):
        def members(self, group: str, workspace: str) -> list[str]:
            raise NobodyKnows("The chat can't be reached.")

    own.services.access.know("slack", Silent())
    assert leaks(own.desk.handle(DIRECT.request("ask", QUESTION)), [SALES, BOARD]) == []
    assert leaks(own.desk.handle(CHANNEL.request("stat", "quokka")), [BOARD]) == []
    of_the_quokka(own)  # a channel's id needs no asking


def test_who_leaves_a_group_reads_no_more(own: Limited) -> None:
    asking = DIRECT.request("stat", "wombat")
    assert leaks(own.desk.handle(asking), [BOARD])
    own.directory.groups = {("T1", "S0BOARD"): [OTHER]}
    assert leaks(own.desk.handle(asking), [BOARD]) == []


def test_what_went_before_does_not_bring_what_is_shut(own: Limited) -> None:
    """A follow-up is understood with the questions before it; documents that aren't open are no part of that."""
    of_the_quokka(own)
    own.limit(SALES, "#C7")
    reply = own.desk.handle(CHANNEL.request("ask", "And in 2024?"))
    assert "83.7" not in told(reply)


def test_with_nothing_limited_nothing_is_filtered(tmp_path: Path) -> None:
    world = Limited(tmp_path, {SALES: "everyone", BOARD: "everyone"})
    assert world.services.readers.permitted(CHANNEL.request("ask", QUESTION)) is None
    assert world.services.sources.limiting() == []


def test_help_says_nothing_of_documents(own: Limited) -> None:
    assert isinstance(own.desk.handle(CHANNEL.request("help")), TextReply)
