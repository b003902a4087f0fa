"""What Footnote can be told, from ``FOOTNOTE_…`` variables or a TOML file; nothing else reads the environment.

A variable goes before the file, and the file before the default. A key that no setting knows is refused, so that a
slip of the pen is noticed at once and not when the bot behaves oddly.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_config_path
from pydantic import AliasChoices, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.journal_settings import JournalSettings
from bot.mcp.settings import McpSettings
from bot.redacting import secret_values
from bot.service.settings import ServiceSettings
from bot.slack.settings import SlackSettings
from bot.teams.settings import TeamsSettings
from ingest.settings import IngestSettings
from knowledge.errors import InvalidSettings
from knowledge.settings import KnowledgeSettings
from knowledge.writing.settings import WriterSettings

PREFIX = "FOOTNOTE_"
CONFIG = "FOOTNOTE_CONFIG"  # names the TOML file; the one variable that is no setting itself
FILE_NAME = "footnote.toml"


class Settings(
    KnowledgeSettings,
    WriterSettings,
    IngestSettings,
    JournalSettings,
    SlackSettings,
    TeamsSettings,
    McpSettings,
    ServiceSettings,
    BaseSettings,
):
    """All settings, flat: ``threads`` in the file is ``FOOTNOTE_THREADS`` in the environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,  # what was given may be a secret
    )

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="What is worth a line on standard error; --verbose makes it debug."
    )
    administrators: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Who may administer from a chat: ids of people (Slack: U0123ABCD) and of groups (S0123ABCD), "
        "parted by commas.",
    )
    workspace_admins: bool = Field(
        default=False,
        description="Whether the admins and owners of a Slack workspace may administer, too; with several workspaces "
        "those of each.",
    )
    admin_channel: str | None = Field(
        default=None,
        description="Id of the channel where administrators are told of what waits for a review; without it, those "
        "that are named are told directly.",
    )
    schedule: bool = Field(
        default=True, description="Whether a chat service looks at sources when they are due; what it reads is staged."
    )
    help_channel: str | None = Field(
        default=None, description="Id of the channel that “Ask a person” posts to; without it the button isn't shown."
    )
    workers: int = Field(default=2, ge=1, le=64, description="How many questions from chats are worked on at a time.")
    waiting: int = Field(
        default=500, ge=1, description="How many may wait for their turn; beyond it people are asked to try again."
    )

    @field_validator("administrators", mode="before")
    @classmethod
    def _parted_by_commas(cls, given: object) -> object:
        return tuple(part.strip() for part in given.split(",") if part.strip()) if isinstance(given, str) else given

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  (a file of variables is not read)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  (nor a folder of secrets)
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What was given in code, then the environment, then the TOML file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=config_file())

    def shown(self) -> dict[str, str]:
        """Each setting as a person may see it: a secret shows as asterisks."""
        return {name: str(getattr(self, name)) for name in type(self).model_fields}

    def secrets(self) -> tuple[str, ...]:
        """What may stand in no line and no sentence: each secret that is set, and what is secret within it."""
        return secret_values(getattr(self, name) for name in type(self).model_fields)


def variable_of(name: str) -> str:
    """The environment variable of a setting: ``FOOTNOTE_…``, or the customary name of somebody else's (SLACK_…)."""
    alias = Settings.model_fields[name].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else PREFIX + name.upper()


def load(**given: Any) -> Settings:
    """The settings in force; ``given`` goes before all. Raises InvalidSettings with one sentence."""
    path = config_file()
    _refuse_unknown_variables(os.environ)
    try:
        return Settings(**given)
    except tomllib.TOMLDecodeError as error:
        raise InvalidSettings(f"{path} is not valid TOML ({error}): mend that line.") from error
    except UnicodeDecodeError as error:
        raise InvalidSettings(f"{path} is not UTF-8 text: save it as UTF-8.") from error
    except OSError as error:
        raise InvalidSettings(f"{path} cannot be read ({error.strerror}): check its permissions.") from error
    except ValidationError as error:
        raise InvalidSettings(_sentence(error.errors()[0], path)) from error


def config_file() -> Path | None:
    """The TOML file in force: the named one, else one in this folder, else the user's. Raises InvalidSettings."""
    if named := os.environ.get(CONFIG):
        if not (path := Path(named).expanduser()).is_file():
            raise InvalidSettings(f"{CONFIG} names {named}, which is no file: correct it or unset it.")
        return path
    usual = (Path.cwd() / FILE_NAME, user_config_path("footnote") / FILE_NAME)
    return next((path for path in usual if path.is_file()), None)


def _refuse_unknown_variables(environ: Mapping[str, str]) -> None:
    known = {"config": CONFIG} | {name: variable_of(name) for name in Settings.model_fields}
    for variable in map(str.upper, environ):
        name = variable.removeprefix(PREFIX).lower()
        if variable.startswith(PREFIX) and known.get(name) != variable:
            instead = _instead(name, known)
            raise InvalidSettings(f"There is no setting for the variable {variable}: {instead}")


def _sentence(error: ErrorDetails, path: Path | None) -> str:
    name = str(error["loc"][0]).lower() if error["loc"] else "The settings"
    if error["type"] == "extra_forbidden":
        instead = _instead(name, {known: known for known in Settings.model_fields})
        return f"{path or 'The settings'}: there is no setting {name!r}: {instead}"
    variable = variable_of(name) if name in Settings.model_fields else name
    place = variable if variable in os.environ else f"{name} in {path}" if path else name
    what = error["msg"].removeprefix("Value error, ")
    return f"{place} has a wrong value: {what[0].lower()}{what[1:]}."


def _instead(name: str, known: Mapping[str, str]) -> str:
    """The end of a sentence about an unknown name; ``known`` says how each known one is written."""
    near = get_close_matches(name, known, n=1, cutoff=0.7)
    return f"did you mean {known[near[0]]}?" if near else f"known are {', '.join(sorted(known.values()))}."
