"""How a model comes to help at ingest."""

from __future__ import annotations

import pytest

from ingest.labelling_scripted import ScriptedLabeller
from ingest.statistics.assisted import Proposals
from knowledge.errors import InvalidSettings
from tests.bot.parts import stocked


def test_no_model_helps_unless_it_is_switched_on() -> None:
    services, _ = stocked()
    services.labeller = ScriptedLabeller(lambda _paragraph: Proposals())
    assert services.assistant is None


def test_it_can_only_be_switched_on_where_a_model_is_set() -> None:
    services, _ = stocked()
    services.settings = services.settings.model_copy(update={"assisted_statistics": True})
    services.labeller = None
    with pytest.raises(InvalidSettings, match="needs a model: set FOOTNOTE_WRITER, or switch it off"):
        _ = services.assistant


def test_a_model_that_is_set_helps() -> None:
    services, _ = stocked()
    services.settings = services.settings.model_copy(update={"assisted_statistics": True})
    services.labeller = ScriptedLabeller(lambda _paragraph: Proposals())
    assert services.assistant is not None
