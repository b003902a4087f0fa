"""The tests' own promises."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest


def test_a_test_that_reaches_for_the_network_is_told_so() -> None:
    with socket.socket() as connection, pytest.raises(PermissionError, match="no network but loopback"):
        connection.connect(("192.0.2.1", 80))


def test_loopback_is_open_to_tests() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as connection:
        assert connection.getpeername() == server.getsockname()


def test_each_test_has_an_empty_library_of_its_own(own_library: Path) -> None:
    assert Path(os.environ["FOOTNOTE_LIBRARY"]) == own_library
    assert not any(own_library.iterdir())
