"""Several processes at one library: one writes, the others know; whoever is killed is followed up. Real stores."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ingest.registering import now
from knowledge.sources import Details
from knowledge.stores.sources import open_sources
from tests.conftest import ROOT

PASSAGES = 200  # of each document


def command(library: Path, action: str, end: str = "") -> list[str]:
    return [sys.executable, "-m", "tests.support.reingest_process", str(library), action, *filter(None, [end])]


def run(library: Path, action: str, end: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(library, action, end), cwd=ROOT, capture_output=True, text=True, timeout=180, check=False
    )


def outcome(library: Path, action: str) -> dict[str, Any]:
    done = run(library, action)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@contextmanager
def held(library: Path, place: str) -> Iterator[subprocess.Popen[str]]:
    """A run that waits in the middle of its work, until ``go``."""
    with subprocess.Popen(
        command(library, "run", f"hold@{place}"), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "held\n", process.stderr and process.stderr.read()
            yield process
        finally:
            (library.parent / "go").touch()
            process.communicate(timeout=180)


def go(process: subprocess.Popen[str], library: Path) -> dict[str, Any]:
    (library.parent / "go").touch()
    assert process.stdout
    result: dict[str, Any] = json.loads(process.stdout.read())
    return result


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library, of which four documents are registered as a source, and nothing has been read yet."""
    folder = tmp_path_factory.mktemp("runs")
    reports = folder / "reports"
    reports.mkdir()
    line = "{} number {} bore {} baskets of red apples in that year, more than it had borne before."
    for name in ("a", "b", "c", "d"):
        (reports / f"{name}.txt").write_text("\n\n".join(line.format(name, n, n) for n in range(PASSAGES)))
    registry = open_sources(folder / "library")
    registry.add("folder", str(reports), reports.as_uri(), Details(), "ada", now())
    registry.close()
    return folder


@pytest.fixture
def library(fresh: Path, tmp_path: Path) -> Path:
    return shutil.copytree(fresh / "library", tmp_path / "own" / "library")


@pytest.mark.parametrize(
    ("end", "left"),
    [("embedder.embed:2", 4 * PASSAGES - 512), ("catalogue.add:3+", 0), ("catalogue.publish:1", 0)],
)
@pytest.mark.parametrize("action", ["run", "resume"])
def test_a_killed_run_is_taken_up_again_and_embeds_nothing_twice(
    library: Path, end: str, left: int, action: str
) -> None:
    """By a person, and by the schedule on its own, as after a restart of the machine."""
    assert run(library, "run", end).returncode == -signal.SIGKILL
    dead = outcome(library, "book")
    assert (dead["documents"], dead["run"]["ended"], dead["at_work"]) == ([], None, False)

    finished = outcome(library, action)
    assert (finished["documents"], finished["embedded"]) == (["a.txt", "b.txt", "c.txt", "d.txt"], left)
    assert (finished["stray"], finished["run"]["ended"]) == (0, "done")
    if action == "resume":
        assert finished["run"]["start"]["continues"] == dead["run"]["id"]
        assert finished["said"][0].startswith("Going on with the re-ingest that ada began at ")


def test_a_second_one_is_told_who_is_at_it_since_when_and_how_far(library: Path) -> None:
    with held(library, "embedder.embed:2") as first:
        second = outcome(library, "run")
        since = second["run"]["start"]["at"][:4]
        (said,) = second["said"]
        assert said.startswith(f"ada has been re-ingesting since {since}-")
        assert said.endswith(
            ": 4 of 4 documents, 512 of 800 passages embedded; "
            "wait until that has ended, or stop it with footnote reingest --cancel."
        )
        assert second["at_work"]
        assert go(first, library)["run"]["ended"] == "done"
    after = outcome(library, "book")
    assert (after["at_work"], len(after["documents"]), after["run"]["outcome"]) == (False, 4, "4 added.")


def test_a_run_is_stopped_from_another_process_and_what_it_did_is_not_lost(library: Path) -> None:
    with held(library, "embedder.embed:2") as first:
        assert outcome(library, "cancel")["run"]["cancelled_by"] == "bob"
        stopped = go(first, library)
    assert stopped["said"] == ["bob stopped this; what is published stays as it was."]
    assert (stopped["run"]["ended"], stopped["documents"], stopped["embedded"]) == ("cancelled", [], 800)
    again = outcome(library, "run")
    assert (again["embedded"], len(again["documents"])) == (0, 4)


def test_where_nobody_is_at_work_nobody_is_stopped(library: Path) -> None:
    assert run(library, "run", "embedder.embed:1").returncode == -signal.SIGKILL
    assert outcome(library, "cancel")["run"]["cancelled_by"] is None
    assert outcome(library, "run")["run"]["ended"] == "done"
