"""A process killed at any moment leaves what is published, and the next run finishes. Real stores, SIGKILL."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from knowledge.stores.catalogue import open_catalogue

ROOT = Path(__file__).parents[2]


def run(library: Path, reports: Path, end: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.support.ingest_process", str(library), str(reports), *filter(None, [end])]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def outcome(library: Path, reports: Path) -> dict[str, Any]:
    done = run(library, reports)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def published(library: Path) -> tuple[int, list[str]]:
    catalogue = open_catalogue(library)
    edition = catalogue.current()
    assert edition
    names = sorted(revision.document.name for revision in catalogue.revisions(edition.id))
    catalogue.close()
    return edition.id, names


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A library with one published document, and a folder with that one changed and three more."""
    folder = tmp_path_factory.mktemp("killed")
    library, reports = folder / "library", folder / "reports"
    reports.mkdir()
    (reports / "a.txt").write_text("Seven in ten growers sell apples at the market in the village.")
    assert outcome(library, reports)["edition"] == 1
    line = "{} number {} bore {} baskets of red apples in that year, more than it had borne before."
    for name in ("a", "b", "c", "d"):
        (reports / f"{name}.txt").write_text("\n\n".join(line.format(name, n, n) for n in range(200)))
    return library, reports


@pytest.mark.parametrize(
    ("end", "left"),
    [
        ("embedder.embed:2", 800 - 512),
        ("index.add:2+", 0),
        ("catalogue.add:3+", 0),
        ("catalogue.publish:1", 0),
    ],
)
def test_a_kill_before_publishing_shows_nothing_and_loses_little(
    start: tuple[Path, Path], tmp_path: Path, end: str, left: int
) -> None:
    library = shutil.copytree(start[0], tmp_path / "library")
    assert run(library, start[1], end).returncode == -signal.SIGKILL
    assert published(library) == (1, ["a.txt"])

    finished = outcome(library, start[1])
    assert (finished["edition"], finished["documents"]) == (2, ["a.txt", "b.txt", "c.txt", "d.txt"])
    assert (finished["passages"], finished["embedded"], finished["stray"]) == (800, left, 0)


@pytest.mark.parametrize("end", ["catalogue.publish:1+", "index.remove:1"])
def test_a_kill_after_publishing_leaves_the_new_edition_whole(
    start: tuple[Path, Path], tmp_path: Path, end: str
) -> None:
    library = shutil.copytree(start[0], tmp_path / "library")
    assert run(library, start[1], end).returncode == -signal.SIGKILL
    assert published(library) == (2, ["a.txt", "b.txt", "c.txt", "d.txt"])

    finished = outcome(library, start[1])
    assert (finished["edition"], finished["embedded"], finished["stray"]) == (2, 0, 0)
