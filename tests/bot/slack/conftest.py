"""What holds for the tests of the Slack app."""

from __future__ import annotations

import pytest

from bot.loopback.records import TransportName


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> TransportName:
    """Each of the ways by which Slack may tell the app something."""
    name: TransportName = request.param
    return name
