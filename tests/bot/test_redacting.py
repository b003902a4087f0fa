"""No secret leaves: not in a log, not in a sentence, not in what settings show."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot import logs
from bot.desk import Desk
from bot.redacting import HIDDEN, redacted, secret_values
from bot.replies import ErrorReply
from bot.requests import Request
from bot.settings import Settings
from knowledge.errors import LibraryError
from tests.bot.parts import CATS, stocked

SECRET = "hunter2-hunter2"
DATABASE = "postgresql://ada:p%40ss%3Aw0rd@db.example/footnote"


def secret_settings() -> list[str]:
    """Every setting that is a secret, as the class says; a new one is held to the same promises."""
    return [name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)]


def value_of(name: str) -> str:
    return DATABASE if name == "database_url" else SECRET


def settings_with(name: str, library: Path) -> Settings:
    return Settings(library=library).model_copy(update={name: SecretStr(value_of(name))})


def test_there_are_secrets_to_keep() -> None:
    assert {"slack_bot_token", "slack_signing_secret", "database_url", "teams_client_secret"} <= set(secret_settings())


@pytest.mark.parametrize("name", secret_settings())
@pytest.mark.parametrize("as_json", [False, True])
def test_a_secret_of_the_settings_is_in_no_line_of_the_log(
    name: str, as_json: bool, own_library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_with(name, own_library)
    logs.configure("info", as_json=as_json, secrets=settings.secrets())
    value = value_of(name)
    log = structlog.get_logger("somewhere")
    log.info("connecting", to=value, headers={"Authorization": f"Bearer {value}"})
    logging.getLogger("somebody").warning("refused: %s", value)
    try:
        raise ValueError(f"{value} was not taken")
    except ValueError:
        log.exception("failed", reference="1")
    err = capsys.readouterr().err
    assert value not in err
    assert err.count("connecting") == 1
    assert HIDDEN in err


@pytest.mark.parametrize("name", secret_settings())
def test_a_secret_of_the_settings_is_in_no_sentence_of_an_error(name: str) -> None:
    services, parrot = stocked(CATS)
    services.settings = services.settings.model_copy(update={name: SecretStr(value_of(name))})

    def fails(*_: Any, **__: Any) -> Any:
        raise LibraryError(f"The server at {value_of(name)} does not answer: try again in a minute.")

    parrot.ask = fails  # type: ignore[method-assign]
    reply = Desk(services).handle(Request(command="ask", user="ada", surface="slack", text="How many cats?"))
    assert isinstance(reply, ErrorReply)
    assert reply.sentence == f"The server at {HIDDEN} does not answer: try again in a minute."


@pytest.mark.parametrize("name", secret_settings())
def test_a_secret_of_the_settings_shows_as_asterisks(name: str, own_library: Path) -> None:
    settings = settings_with(name, own_library)
    assert settings.shown()[name] == HIDDEN
    assert value_of(name) not in repr(settings)


def test_the_password_within_an_address_is_a_secret_as_well_in_both_ways_of_writing_it() -> None:
    assert {"p%40ss%3Aw0rd", "p@ss:w0rd"} < set(secret_values([SecretStr(DATABASE), "no secret", None]))


@pytest.mark.parametrize(
    "text",
    [
        "xoxb-123456789012-abcdefGHIJ",
        "xapp-1-A0123456789-abcdef",
        "Authorization: Bearer abcdefgh12345678",
        "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhYmMifQ.c2lnbmF0dXJl",
        "postgresql://ada:hunter2@db/footnote",
        "sk-proj-abcdefghijklmnop1234",
    ],
)
def test_what_looks_like_a_token_is_hidden_though_no_setting_has_it(text: str) -> None:
    shown = redacted(f"before {text} after")
    assert HIDDEN in shown
    assert shown.startswith("before ")
    assert shown.endswith(" after")
    assert not [part for part in ("abcdef", "hunter2", "eyJ") if part in shown]


@given(st.text(min_size=4), st.text(), st.text())
def test_whatever_a_secret_is_it_is_gone_from_the_text_around_it(secret: str, before: str, after: str) -> None:
    hidden = redacted(before + secret + after, [secret])
    assert secret in HIDDEN or secret not in hidden or secret in before + HIDDEN or secret in HIDDEN + after


def test_without_words_a_line_has_none_of_a_persons_and_still_says_what_failed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure("info", as_json=True, words=False)
    log = structlog.get_logger("bot.desk")
    log.info("not done", command="ask", because="There is no document 'zebra secrets': did you mean “zebra”?")
    log.info("asked", question="what about the zebra?")
    logging.getLogger("slack").warning("Unhandled request: %s", {"text": "a zebra's secrets"})
    try:
        raise ValueError("[parameters: zebra]")
    except ValueError:
        log.exception("failed")
        logging.getLogger("somebody").exception("that isn't it, and can't be")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == [
        "not done",
        "asked",
        "Unhandled request: {'…': '…'}",
        "failed",
        "that isn't it, and can't be",
    ]
    assert "zebra" not in str(lines)
    assert lines[0]["because"] == "There is no document '…': did you mean '…'?"
    for line in lines[3:]:
        assert line["exception"].startswith("ValueError\n")
        assert "test_redacting.py" in line["exception"]
