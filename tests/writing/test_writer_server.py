"""The real client of OpenAI's protocol against a real server on loopback: there is text, or one kind of error."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.settings import Settings
from knowledge.errors import InvalidSettings, ModelUnavailable, WriterUnavailable
from knowledge.models.writing_load import NO_KEY, load_soon, load_writer, named
from knowledge.ports import Patience, Prompt, Usage, Writer
from tests.support.openai_server import Behaviour, OpenAiServer, fails, says

pytest.importorskip("langchain_openai")

PROMPT = Prompt("answer", "1", "Be brief.", '{"question": "How many?"}')
PATIENCE = Patience(first_s=5, whole_s=10)


class Told(BaseModel):
    """A form."""

    number: int


def writer(server: OpenAiServer, model: str = "openai:test", **settings: object) -> Writer:
    return load_writer(Settings(library=Path("unused"), writer=model, writer_url=server.url, **settings))  # type: ignore[arg-type]


def written(writing: Writer, patience: Patience = PATIENCE) -> tuple[str, Usage | None]:
    pieces = list(writing.write(PROMPT, patience))
    return "".join(piece.text for piece in pieces), pieces[-1].usage


def trouble(writing: Writer, patience: Patience = PATIENCE) -> tuple[str, WriterUnavailable]:
    """What came before the error, and the error."""
    said: list[str] = []
    with pytest.raises(WriterUnavailable) as caught:
        said.extend(piece.text for piece in writing.write(PROMPT, patience))
    return "".join(said), caught.value


def test_text_comes_in_pieces_with_what_it_used_at_the_end() -> None:
    with OpenAiServer(says("Half of the firms keep a cat.")) as server:
        pieces = list(writer(server).write(PROMPT, PATIENCE))
    assert [piece.text for piece in pieces][:2] == ["Half of t", "he firms "]
    assert "".join(piece.text for piece in pieces) == "Half of the firms keep a cat."
    assert pieces[-1].usage == Usage(100, 7)


def test_the_first_piece_comes_before_the_last_is_written() -> None:
    with OpenAiServer(says("Half of the firms keep a cat.", between_s=0.3)) as server:
        began = time.monotonic()
        with closing(writer(server).write(PROMPT, PATIENCE)) as pieces:
            next(pieces)
            first = time.monotonic() - began
            list(pieces)
        assert time.monotonic() - began - first > 0.5


def test_instructions_and_what_is_given_are_two_messages_and_nothing_else_is_sent() -> None:
    with OpenAiServer(says("Yes.")) as server:
        written(writer(server))
    [body] = server.asked
    assert body["messages"] == [
        {"role": "system", "content": PROMPT.instructions},
        {"role": "user", "content": PROMPT.given},
    ]
    assert body["model"] == "test"
    assert set(body) <= {"messages", "model", "stream", "stream_options", "max_tokens", "max_completion_tokens"}


def test_another_address_never_gets_the_key_of_the_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with OpenAiServer(says("Yes.")) as server:
        written(writer(server))
        written(writer(server, writer_key="mine"))
    assert [headers["authorization"] for headers in server.headers] == [f"Bearer {NO_KEY}", "Bearer mine"]


def test_a_model_at_an_address_needs_no_provider_in_its_name() -> None:
    with OpenAiServer(says("Yes.")) as server:
        assert written(writer(server, "qwen3:8b"))[0] == "Yes."
    assert server.asked[0]["model"] == "qwen3:8b"


@pytest.mark.parametrize(
    ("behaviour", "kind", "retryable"),
    [
        (fails(429), "rate limited", True),
        (fails(500), "server failed", True),
        (fails(503), "server failed", True),
        (fails(401), "not let in", False),
        (fails(404), "no such model", False),
        (fails(400), "refused", False),
        (Behaviour(raw=b"data: {this is no JSON\n\n"), None, False),
        (Behaviour(raw=b"<html>Welcome to the hotel's network</html>"), None, None),
        (Behaviour(raw=b"\x00\xff\xfe\n\n"), None, None),
        (Behaviour(raw=b'data: {"choices": "none"}\n\n'), None, None),
        (Behaviour(raw=b""), None, None),
    ],
)
def test_what_a_server_does_wrong_is_one_kind_of_error(
    behaviour: Behaviour, kind: str | None, retryable: bool | None
) -> None:
    with OpenAiServer(behaviour) as server:
        said, error = trouble(writer(server))
    assert said == ""
    assert kind is None or error.kind == kind
    assert retryable is None or error.retryable == retryable
    assert len(server.asked) == 1  # whoever calls decides whether it is tried again


def test_the_error_of_a_provider_is_never_repeated() -> None:
    with OpenAiServer(fails(400)) as server:
        _, error = trouble(writer(server))
    assert "as it was told" not in str(error)


@pytest.mark.parametrize("said", ["7", "0.5"])
def test_retry_after_is_heard(said: str) -> None:
    with OpenAiServer(fails(429, retry_after=said)) as server:
        assert trouble(writer(server))[1].retry_after_s == float(said)


def test_a_stream_that_is_cut_gives_what_came_and_then_the_error() -> None:
    with OpenAiServer(says("Half of the firms keep a cat.", cut_after=2)) as server:
        said, _ = trouble(writer(server))
    assert said == "Half of the firms "


def test_a_stream_that_ends_without_a_reason_was_cut() -> None:
    with OpenAiServer(says("Half of the firms", ends_without_reason=True)) as server:
        said, error = trouble(writer(server))
    assert (said, error.kind) == ("Half of the firms", "cut")


def test_an_answer_that_was_too_long_is_told_apart_from_one_that_is_whole() -> None:
    with OpenAiServer(says("Half of the", reason="length")) as server:
        assert trouble(writer(server))[1].kind == "too long"


@pytest.mark.parametrize("comments", [False, True])
def test_a_slow_first_word_is_not_waited_for_and_the_call_is_ended(comments: bool) -> None:
    """Lines that only keep the connection alive are no words."""
    with OpenAiServer(says("Half.", before_s=30, comments=comments)) as server:
        began = time.monotonic()
        _, error = trouble(writer(server), Patience(first_s=0.5, whole_s=10))
        took = time.monotonic() - began
        assert error.kind == "slow"
        assert took < 15
        assert not comments or server.given_up.wait(5)


def test_an_endless_stream_ends_at_its_time() -> None:
    with OpenAiServer(says("On and on. ", endless=True, between_s=0.01)) as server:
        ready = writer(server)
        began = time.monotonic()
        said, error = trouble(ready, Patience(first_s=4.0, whole_s=5.0))
        assert error.kind == "slow"
        assert said.startswith("On and on.")
        assert time.monotonic() - began < 15
        assert server.given_up.wait(5)


def test_an_endless_stream_that_is_quick_ends_at_its_length() -> None:
    with OpenAiServer(says("On and on. " * 500, endless=True)) as server:
        said, error = trouble(writer(server), Patience(first_s=5, whole_s=30))
    assert error.kind == "endless"
    assert len(said) < 50_000


def test_whoever_has_read_enough_ends_the_call() -> None:
    with OpenAiServer(says("On and on. ", endless=True, between_s=0.01)) as server:
        with closing(writer(server).write(PROMPT, PATIENCE)) as pieces:
            next(pieces)
        assert server.given_up.wait(5)


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with OpenAiServer(says("Yes.")) as server:
        pass
    _, error = trouble(writer(server))
    assert (error.kind, error.retryable) == ("unreachable", True)


def test_one_writer_serves_many_threads() -> None:
    from concurrent.futures import ThreadPoolExecutor

    with OpenAiServer(says("Half of the firms keep a cat.", between_s=0.01)) as server, ThreadPoolExecutor(8) as pool:
        shared = writer(server)
        texts = list(pool.map(lambda _: written(shared)[0], range(16)))
    assert set(texts) == {"Half of the firms keep a cat."}


# -- forms -------------------------------------------------------------------------------------------------------------


def test_a_form_is_filled_in() -> None:
    with OpenAiServer(says('{"number": 3}')) as server:
        assert writer(server).fill(PROMPT, Told, 5) == (Told(number=3), Usage(100, 3))


def test_a_server_that_knows_no_forms_is_asked_by_a_tool_from_then_on() -> None:
    with OpenAiServer(says('{"number": 3}', refuses="response_format")) as server:
        asking = writer(server)
        assert [asking.fill(PROMPT, Told, 5)[0].number for _ in range(2)] == [3, 3]
    assert ["tools" in body for body in server.asked] == [False, True, True]


@pytest.mark.parametrize(
    ("behaviour", "kinds"),
    [
        (says('{"number": "many"}'), {"no form"}),
        (says("I'd rather not."), {"no form"}),
        (fails(500), {"server failed"}),
        (fails(429), {"rate limited"}),
        (says("{}", before_s=20), {"slow"}),
    ],
)
def test_a_form_that_is_not_filled_in_is_an_error(behaviour: Behaviour, kinds: set[str]) -> None:
    with OpenAiServer(behaviour) as server, pytest.raises(WriterUnavailable) as caught:
        writer(server).fill(PROMPT, Told, 1.0)
    assert caught.value.kind in kinds


# -- settings ----------------------------------------------------------------------------------------------------------


def settings(model: str, **more: str) -> Settings:
    return Settings(library=Path("unused"), writer=model, **more)  # type: ignore[arg-type]


def test_a_model_without_a_provider_is_refused_with_what_to_write() -> None:
    with pytest.raises(InvalidSettings, match="openai:MODEL"):
        load_writer(settings("gpt-5-mini"))


def test_a_provider_that_nobody_knows_is_refused() -> None:
    with pytest.raises(InvalidSettings, match="a provider that LangChain doesn't know"):
        load_writer(settings("nobody:model"))


def test_a_provider_without_its_package_says_what_to_install() -> None:
    with pytest.raises(ModelUnavailable, match="pip install langchain-"):
        load_writer(settings("mistralai:small"))


def test_a_provider_without_a_key_says_which_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(InvalidSettings, match="FOOTNOTE_WRITER_KEY"):
        load_writer(settings("openai:gpt-5-mini"))


@pytest.mark.parametrize(
    ("model", "url", "expected"),
    [
        ("ollama:llama3.2:1b", None, ("ollama", "llama3.2:1b")),
        ("ollama:llama3.2:1b", "http://127.0.0.1:11434", ("ollama", "llama3.2:1b")),
        ("llama3.2:1b", "http://127.0.0.1:8000/v1", ("openai", "llama3.2:1b")),
        ("org/model:free", "http://127.0.0.1:8000/v1", ("openai", "org/model:free")),
    ],
)
def test_the_provider_is_the_word_before_the_colon_where_it_is_one(
    model: str, url: str | None, expected: tuple[str, str]
) -> None:
    assert named(Settings(library=Path("unused"), writer=model, writer_url=url)) == expected


# -- while it is loaded ------------------------------------------------------------------------------------------------


def test_a_writer_that_is_still_being_loaded_writes_when_it_is_there() -> None:
    with OpenAiServer(says("Yes.")) as server:
        soon = load_soon(Settings(library=Path("unused"), writer="openai:test", writer_url=server.url))
        assert soon.name == "openai:test"
        assert written(soon)[0] == "Yes."


def test_what_is_wrong_with_a_writer_is_said_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    soon = load_soon(settings("openai:gpt-5-mini"))
    for _ in range(2):
        with pytest.raises(InvalidSettings, match="FOOTNOTE_WRITER_KEY"):
            list(soon.write(PROMPT, PATIENCE))
