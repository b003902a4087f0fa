"""What holds for every test: no network, no settings of the machine's, no library but the test's own."""

from __future__ import annotations

import os
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# A run finds the same as the one before it; looking for new counterexamples is `--hypothesis-profile=explore`.
settings.register_profile("steady", derandomize=True, deadline=None, max_examples=60)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile("steady")

for name in [name for name in os.environ if name.startswith(("FOOTNOTE_", "SLACK_", "TEAMS_"))]:
    del os.environ[name]


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: nothing phones home, and a test that would is told so."""
    if event != "socket.connect" or not isinstance(arguments[1], tuple):
        return  # another event, or a socket of this machine that is no network socket
    host = str(arguments[1][0])
    if not _is_loopback(host):
        raise PermissionError(f"A test tried to reach {host}: tests use no network but loopback.")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


sys.addaudithook(_refuse_network)


@pytest.fixture(autouse=True)
def own_library(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library of a test, empty at first; what the test starts finds it by FOOTNOTE_LIBRARY."""
    library = tmp_path_factory.mktemp("library")
    monkeypatch.setenv("FOOTNOTE_LIBRARY", str(library))
    return library


@pytest.fixture(scope="session")
def development_corpora() -> Path:
    """The folder of the reports and questions for development; tests that need it are skipped where it isn't there."""
    folder = Path(os.environ.get("SHARED", ROOT.parent / "shared")) / "dev"
    if not folder.is_dir():
        pytest.skip(f"the development corpora are not at {folder}")
    return folder
