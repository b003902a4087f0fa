"""What the settings promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, load, variable_of
from knowledge.errors import InvalidSettings


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


def test_a_variable_goes_before_the_file_and_the_file_before_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "footnote.toml").write_text("threads = 3\ncandidates = 7\n")
    monkeypatch.setenv("FOOTNOTE_THREADS", "2")
    settings = load()
    assert (settings.threads, settings.candidates, settings.max_redirects) == (2, 7, 5)


def test_what_is_given_in_code_goes_before_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_LOG_LEVEL", "error")
    assert load(log_level="debug").log_level == "debug"


def test_footnote_config_names_the_file_and_the_one_in_the_folder_is_left_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "footnote.toml").write_text("threads = 3")
    (tmp_path / "other.toml").write_text("threads = 5")
    monkeypatch.setenv("FOOTNOTE_CONFIG", "other.toml")
    assert load().threads == 5


def test_the_users_own_file_is_read_where_the_folder_has_none(tmp_path: Path) -> None:
    (tmp_path / "config" / "footnote").mkdir(parents=True)
    (tmp_path / "config" / "footnote" / "footnote.toml").write_text("threads = 6")
    assert load().threads == 6


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("FOOTNOTE_LIBARY", "x", "FOOTNOTE_LIBARY: did you mean FOOTNOTE_LIBRARY?"),
        ("FOOTNOTE_XYZ", "x", "no setting for the variable FOOTNOTE_XYZ: known are "),
        ("FOOTNOTE_SLACK_BOT_TOKEN", "x", "FOOTNOTE_SLACK_BOT_TOKEN: did you mean SLACK_BOT_TOKEN?"),
        ("FOOTNOTE_THREADS", "hunter2", "FOOTNOTE_THREADS has a wrong value: input should be a valid integer"),
        ("FOOTNOTE_CONFIG", "gone.toml", "FOOTNOTE_CONFIG names gone.toml, which is no file"),
    ],
)
def test_a_variable_that_is_off_is_refused_with_one_sentence(
    variable: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidSettings) as caught:
        load()
    assert said in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("candidate = 3", "footnote.toml: there is no setting 'candidate': did you mean candidates?"),
        ("threads = 0", "threads in {folder}/footnote.toml has a wrong value: input should be greater than or equal"),
        ("threads = ", "footnote.toml is not valid TOML (Invalid value (at end of document))"),
    ],
)
def test_a_file_that_is_off_is_refused_with_one_sentence_that_names_it(toml: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "footnote.toml").write_text(toml)
    with pytest.raises(InvalidSettings) as caught:
        load()
    assert said.format(folder=tmp_path) in str(caught.value)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "footnote.toml").write_bytes(b"threads = 1 # \xff")
    with pytest.raises(InvalidSettings, match="not UTF-8"):
        load()


SECRETS = [name for name in Settings.model_fields if "secret" in name or name.endswith(("token", "key"))]


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_shown_as_asterisks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable_of(name), "hunter2")
    settings = load()
    assert set(settings.shown()[name]) == {"*"}
    assert "hunter2" not in f"{settings!r} {settings.shown()}"
    assert getattr(settings, name).get_secret_value() == "hunter2"


def test_what_slack_calls_its_variables_is_kept_and_a_file_may_set_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "footnote.toml").write_text('slack_client_id = "1.2"\nslack_api_url = "http://127.0.0.1:9/api/"\n')
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:8/api/")
    settings = load()
    assert (settings.slack_client_id, settings.slack_api_url) == ("1.2", "http://127.0.0.1:8/api/")


@pytest.mark.parametrize("given", ["U1,U2", " U1 , U2, "])
def test_administrators_are_parted_by_commas(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_ADMINISTRATORS", given)
    assert load().administrators == ("U1", "U2")


def test_administrators_may_be_a_list_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "footnote.toml").write_text('administrators = ["U1", "U2"]')
    assert load().administrators == ("U1", "U2")
