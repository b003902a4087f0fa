"""What somebody looked at and discarded isn't brought again by itself, as long as it is the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.reingest import Order, RunReport
from ingest.schedule import Scheduler
from tests.support.pages import Pages, serving, tagged
from tests.support.registry import Registry

OLD, NEW, NEWER = (f"<title>Apples</title><h1>Apples</h1><p>{n} in ten growers sell apples.</p>" for n in "789")


@pytest.fixture
def pages() -> Iterator[Pages]:
    with serving() as served:
        yield served


@pytest.fixture
def library(tmp_path: Path) -> Registry:
    return Registry(tmp_path)


def by_itself(library: Registry) -> RunReport:
    ids = [source.id for source in library.sources.sources()]
    return library.reingest.run(Order("the schedule", False, source_ids=ids, by_itself=True))


def discard(library: Registry) -> None:
    staged = library.catalogue.staged()
    assert staged
    library.catalogue.discard(staged.id, "ada", "A draft.")


def text(library: Registry) -> str:
    (revision,) = library.published().values()
    return library.catalogue.text(revision.id)


def of_a_page(library: Registry, pages: Pages, *turns: tuple[str, str]) -> None:
    """A page that was published as it was, and whose next state was staged and discarded."""
    library.add(pages.serve("/", *(tagged(body, etag) for body, etag in turns)))
    library.run()
    assert by_itself(library).report.staged
    discard(library)


def test_a_page_that_answers_304_after_a_discard_is_neither_staged_nor_published(
    library: Registry, pages: Pages
) -> None:
    of_a_page(library, pages, (OLD, '"1"'), (NEW, '"2"'))
    for _ in range(3):  # also when nothing of it is kept any more
        report = by_itself(library)
        assert (report.not_modified, report.report.staged, len(report.report.discarded)) == (1, None, 1)
    assert "7 in ten" in text(library)
    assert library.reingest.check(library.source(1)).changed  # it differs from what is published all the same


def test_nothing_of_it_is_read_or_embedded_again(library: Registry, pages: Pages) -> None:
    of_a_page(library, pages, (OLD, '"1"'), (NEW, '"2"'))
    embedded = len(library.embedder.texts)
    for _ in range(2):
        by_itself(library)
    assert len(library.embedder.texts) == embedded
    assert len(library.catalogue.content_ids()) == library.index.count()


def test_another_content_is_staged_again(library: Registry, pages: Pages) -> None:
    of_a_page(library, pages, (OLD, '"1"'), (NEW, '"2"'), (NEWER, '"3"'))
    report = by_itself(library).report
    assert (bool(report.staged), report.discarded) == (True, ())


def test_whoever_asks_for_it_gets_it_whole_though_nothing_of_it_is_kept(library: Registry, pages: Pages) -> None:
    of_a_page(library, pages, (OLD, '"1"'), (NEW, '"2"'))
    for _ in range(2):
        by_itself(library)
    report = library.run(publish=False)
    assert (report.not_modified, bool(report.report.staged)) == (0, True)
    staged = library.catalogue.staged()
    assert staged
    library.catalogue.publish_staged(staged.id, "ada")
    assert "8 in ten" in text(library)
    assert by_itself(library).report.discarded == ()


def test_of_several_documents_only_what_was_discarded_is_left(library: Registry) -> None:
    for name in "ab":
        library.write(f"reports/{name}.md", f"# {name}\n\nOf the growers, 70% sell apples at the market.\n")
    library.add(library.folder / "reports")
    library.run()
    library.write("reports/a.md", "# a\n\nOf the growers, 75% sell apples at the market.\n")
    (library.folder / "reports/b.md").unlink()
    assert by_itself(library).report.removed
    discard(library)
    library.write("reports/c.md", "# c\n\nOf the growers, 12% sell pears at the market.\n")
    report = by_itself(library).report
    assert [Path(name).name for name in report.added] == ["c.md"]
    assert (report.changed, report.removed) == ((), ())
    assert sorted(Path(name).name for name in report.discarded) == ["a.md", "b.md"]
    assert report.staged
    assert {r.document.name for r in library.catalogue.revisions(report.staged.edition.id)} == {"a.md", "b.md", "c.md"}


def test_the_schedule_leaves_it_and_says_so(library: Registry) -> None:
    library.write("reports/a.md", "# a\n\nOf the growers, 70% sell apples at the market.\n")
    library.add(library.folder / "reports", schedule="every 1h")
    said: list[str] = []
    done: list[RunReport] = []
    schedule = Scheduler(
        library.reingest, library.sources, library.writers, tell=said.append, done=done.append, clock=library.clock
    )
    schedule.step()
    discard(library)
    library.clock.on(hours=1)
    schedule.step()
    assert said[1::2] == ["1 added, waiting for a review.", "1 left as discarded before, nothing to publish."]
    assert [bool(each.report.staged) for each in done] == [True, False]


def test_who_asks_for_a_run_is_written_down_and_the_schedule_is_not(library: Registry) -> None:
    library.write("reports/a.md", "# a\n\nOf the growers, 70% sell apples at the market.\n")
    library.add(library.folder / "reports")
    library.run()
    by_itself(library)
    assert [(act.who, act.what) for act in library.catalogue.acts()] == [("ada", "publish"), ("ada", "reingest")]
    assert library.catalogue.acts()[1].detail == "reports"
