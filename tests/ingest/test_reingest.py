"""Runs over registered sources: what was said is used, what is as it was is left, what fails is tried again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.reingest import Check
from knowledge.errors import UnknownSource
from tests.support.pages import Pages, page, redirect, serving, tagged
from tests.support.registry import NOON, Registry
from tests.support.stages import Fatal, Notes, PowerCut

APPLES = "<title>Apples</title><h1>Apples</h1><p>Seven in ten growers sell apples at the market.</p>"
PEARS = "<title>Pears</title><h1>Pears</h1><p>Three in ten growers sell pears at the market.</p>"


@pytest.fixture
def pages() -> Iterator[Pages]:
    with serving() as served:
        yield served


@pytest.fixture
def library(tmp_path: Path) -> Registry:
    library = Registry(tmp_path, park_after=3)
    library.write("reports/a.md", "# Apples\n\nSeven in ten growers sell apples at the market.\n")
    library.write("reports/b.md", "# Bees\n\nThere were 40 hives in the valley in 2031.\n")
    return library


# -- what was said -------------------------------------------------------------------------------------------------


def test_what_was_given_once_is_used_at_every_re_ingest(library: Registry, pages: Pages) -> None:
    url = pages.serve("/", tagged(APPLES, '"1"'), tagged(PEARS, '"2"'))
    library.add(url, title="Fruit", publisher="Growers", period=(2030, 2031))
    for _ in range(2):
        library.run()
        (revision,) = library.published().values()
        assert (revision.title, revision.publisher, revision.period) == ("Fruit", "Growers", (2030, 2031))
    assert "pears" in library.catalogue.text(revision.id)


def test_each_source_has_its_own_and_the_closer_one_counts(library: Registry) -> None:
    reports = library.folder / "reports"
    library.add(reports, publisher="The folder")
    library.add(reports / "a.md", title="Only this")
    library.run()
    first = library.published()
    assert [first[name].publisher for name in ("a.md", "b.md")] == [None, "The folder"]
    assert first["a.md"].title == "Only this"
    again = library.run("reports")
    assert (again.report.published, library.published()) == (False, first)


def test_saying_something_else_makes_a_new_revision_of_what_has_not_changed(library: Registry) -> None:
    library.add(library.folder / "reports")
    library.run()
    library.add(library.folder / "reports", publisher="Growers")
    report = library.run().report
    assert (len(report.changed), report.passages_embedded) == (2, 2)  # the cards, which name the publisher


# -- what is as it was ---------------------------------------------------------------------------------------------


def test_a_page_that_its_server_knows_as_unchanged_is_not_fetched_or_read(library: Registry, pages: Pages) -> None:
    source = library.add(pages.serve("/", tagged(APPLES, '"1"')))
    first = library.run()
    embedded = len(library.embedder.texts)
    second = library.run()
    assert (first.not_modified, second.not_modified) == (0, 1)
    assert (len(second.report.unchanged), second.report.published, len(library.embedder.texts)) == (1, False, embedded)
    assert library.source(source.id).state == "ok"


def test_a_page_without_a_tag_is_known_by_its_content(library: Registry, pages: Pages) -> None:
    library.add(pages.serve("/", page(APPLES)))
    library.run()
    embedded = len(library.embedder.texts)
    again = library.run()
    assert (again.not_modified, len(again.report.unchanged), len(library.embedder.texts)) == (0, 1, embedded)


def test_a_page_is_fetched_whole_where_what_was_made_of_it_is_not_kept_or_another_thing(
    library: Registry, pages: Pages
) -> None:
    """304 gives no content: it is asked for only where the content is not needed."""
    url = pages.serve("/", tagged(APPLES, '"1"'))
    library.add(url)
    library.run()
    library.add(url, publisher="Growers")
    said = library.run()
    assert (said.not_modified, len(said.report.changed)) == (0, 1)
    (revision,) = library.published().values()
    assert (revision.publisher, "Seven in ten" in library.catalogue.text(revision.id)) == ("Growers", True)


def test_a_changed_page_is_read(library: Registry, pages: Pages) -> None:
    source = library.add(pages.serve("/", tagged(APPLES, '"1"'), tagged(PEARS, '"2"')))
    library.run()
    library.clock.on(hours=1)
    assert len(library.run().report.changed) == 1
    library.clock.on(hours=1)
    assert library.run().not_modified == 1
    seen = library.source(source.id)
    assert seen.last
    assert (seen.changed_at, seen.last.at) == (NOON.replace(hour=13), NOON.replace(hour=14))


def test_a_page_that_moved_is_read_from_where_it_is(library: Registry, pages: Pages) -> None:
    old, new = pages.serve("/old", tagged(APPLES, '"1"')), pages.serve("/new", tagged(PEARS, '"1"'))
    library.add(pages.serve("/", redirect(old), redirect(new)))
    library.run()
    assert len(library.run().report.changed) == 1


def test_a_folder_is_seen_to_change_when_a_file_in_it_does(library: Registry) -> None:
    source = library.add(library.folder / "reports")
    library.run()
    library.clock.on(hours=1)
    library.run()
    assert library.source(source.id).changed_at == NOON
    library.write("reports/a.md", "# Apples\n\nNobody sells apples.\n")
    (library.folder / "reports" / "b.md").unlink()
    report = library.run().report
    assert (len(report.changed), len(report.removed)) == (1, 1)
    assert library.source(source.id).changed_at == NOON.replace(hour=13)


def test_one_changed_document_of_many_is_the_only_one_that_is_embedded(library: Registry) -> None:
    for number in range(100):
        library.write(f"many/{number}.md", f"# Field {number}\n\nField {number} bore {number} baskets of red apples.\n")
    library.add(library.folder / "many")
    library.run()
    library.write("many/7.md", "# Field 7\n\nField 7 bore 900 baskets of red apples.\n")
    before = len(library.embedder.texts)
    report = library.run().report
    assert [Path(name).name for name in report.changed] == ["7.md"]
    assert ["900 baskets" in text for text in library.embedder.texts[before:]] == [True]


# -- what fails ----------------------------------------------------------------------------------------------------


def test_a_source_that_fails_takes_no_other_with_it_and_keeps_what_is_published(
    library: Registry, pages: Pages
) -> None:
    url = pages.serve("/", page(APPLES), page("", status=404))
    bad, good = library.add(url), library.add(library.folder / "reports")
    library.run()
    library.write("reports/c.md", "# Cherries\n\nTwo in ten growers sell cherries.\n")
    report = library.run()
    assert ([Path(name).name for name in report.report.added], len(report.report.failed)) == (["c.md"], 1)
    assert set(library.published()) == {url, "a.md", "b.md", "c.md"}
    trouble = library.source(bad.id).trouble
    assert trouble
    assert trouble.reason == f"{url} is not there (HTTP 404): check the address."
    assert library.source(good.id).state == "ok"


def test_pauses_grow_until_a_source_is_parked_and_naming_it_tries_it_again(library: Registry, pages: Pages) -> None:
    url = pages.serve("/", *[page("", status=404)] * 3, page(APPLES))
    source = library.add(url)
    library.add(library.folder / "reports")
    states = []
    for _ in range(4):
        report = library.run()
        states.append((library.source(source.id).state, len(report.parked)))
    assert states == [("failing", 0), ("failing", 0), ("parked", 0), ("parked", 1)]
    assert len(pages.asked) == 3
    library.run(url)
    assert library.source(source.id).state == "ok"
    assert url in library.published()


def test_a_folder_with_one_bad_file_is_no_failing_source_but_says_so(library: Registry) -> None:
    library.write("reports/c.pdf", "no PDF at all")
    source = library.add(library.folder / "reports")
    report = library.run()
    seen = library.source(source.id)
    assert (len(report.report.failed), seen.state) == (1, "ok")
    assert seen.last
    assert (seen.last.documents, seen.last.unread) == (3, 1)


def test_a_folder_that_is_gone_fails_and_its_documents_stay(library: Registry) -> None:
    source = library.add(library.folder / "reports")
    library.run()
    (library.folder / "reports").rename(library.folder / "elsewhere")
    library.run()
    assert library.source(source.id).state == "failing"
    assert set(library.published()) == {"a.md", "b.md"}


# -- which sources -------------------------------------------------------------------------------------------------


def test_without_sources_it_says_how_to_add_one(library: Registry) -> None:
    with pytest.raises(UnknownSource, match="footnote sources add"):
        library.run()
    assert library.book.runs(10) == []


def test_some_sources_alone_are_read(library: Registry) -> None:
    library.add(library.folder / "reports")
    library.add(library.write("x/c.md", "# Cherries\n\nTwo in ten growers sell cherries.\n"))
    report = library.run("c.md")
    assert [source.id for source in report.sources] == [2]
    assert set(library.published()) == {"c.md"}


def test_what_was_ingested_by_hand_is_left_alone(library: Registry) -> None:
    by_hand = library.write("x/c.md", "# Cherries\n\nTwo in ten growers sell cherries.\n")
    library.pipeline().ingest([str(by_hand)])
    library.add(library.folder / "reports")
    library.run()
    library.registrar.remove("reports")
    library.run()
    assert set(library.published()) == {"c.md"}


def test_documents_of_a_removed_source_leave_with_the_next_run(library: Registry) -> None:
    library.add(library.folder / "reports")
    library.add(library.folder / "reports" / "b.md")
    library.run()
    library.registrar.remove("reports")
    report = library.run().report
    assert (report.removed, set(library.published())) == (("a.md",), {"b.md"})
    assert library.sources.leaving() == []


def test_the_last_source_can_be_removed_too(library: Registry) -> None:
    library.add(library.folder / "reports")
    library.run()
    library.registrar.remove("reports")
    library.run()
    assert library.published() == {}
    with pytest.raises(UnknownSource):
        library.run()


def test_a_source_that_is_added_again_before_the_next_run_stays(library: Registry) -> None:
    library.add(library.folder / "reports")
    library.run()
    library.registrar.remove("reports")
    library.add(library.folder / "reports")
    assert library.run().report.removed == ()
    assert set(library.published()) == {"a.md", "b.md"}


# -- review --------------------------------------------------------------------------------------------------------


def test_with_review_nothing_is_published_and_the_source_counts_as_seen(library: Registry) -> None:
    source = library.add(library.folder / "reports")
    report = library.run(publish=False)
    assert (report.report.published, library.published()) == (False, {})
    assert report.report.staged
    assert library.source(source.id).state == "ok"
    assert library.book.runs(1)[0].start.publish is False


def test_a_removed_source_keeps_leaving_until_somebody_publishes_it(library: Registry) -> None:
    library.add(library.folder / "reports")
    library.run()
    library.registrar.remove("reports")
    staged = library.run(publish=False).report.staged
    assert staged
    assert (len(library.sources.leaving()), set(library.published())) == (1, {"a.md", "b.md"})
    library.catalogue.publish_staged(staged.id, "ada")
    library.run()
    assert (library.sources.leaving(), library.published()) == ([], {})


def test_what_waits_for_a_review_when_its_source_is_removed_does_not_stay_by_that(library: Registry) -> None:
    library.add(library.folder / "reports")
    staged = library.run(publish=False).report.staged
    assert staged
    library.registrar.remove("reports")
    library.run()
    library.catalogue.publish_staged(staged.id, "ada")
    assert set(library.published()) == {"a.md", "b.md"}
    library.run()
    assert (library.published(), library.sources.leaving()) == ({}, [])


def test_a_page_that_waits_for_a_review_is_not_fetched_again(library: Registry, pages: Pages) -> None:
    library.add(pages.serve("/", tagged(APPLES, '"1"')))
    first = library.run(publish=False).report.staged
    again = library.run(publish=False)
    assert (again.not_modified, again.report.staged) == (1, first)


# -- check ---------------------------------------------------------------------------------------------------------


def test_a_check_says_what_a_run_would_change_and_changes_nothing(library: Registry) -> None:
    source = library.add(library.folder / "reports")
    library.run()
    library.write("reports/a.md", "# Apples\n\nNobody sells apples.\n")
    (library.folder / "reports" / "b.md").unlink()
    library.write("reports/c.md", "# Cherries\n")
    library.write("reports/d.findings.yaml", "x")
    before = (library.published(), library.book.runs(10), library.sources.sources(), len(library.embedder.texts))
    check = library.reingest.check(library.source(source.id))
    assert [[Path(name).name for name in names] for names in (check.added, check.changed, check.removed)] == [
        ["c.md"],
        ["a.md"],
        ["b.md"],
    ]
    assert (check.problem, len(check.unread)) == (None, 1)
    assert before == (
        library.published(),
        library.book.runs(10),
        library.sources.sources(),
        len(library.embedder.texts),
    )


def test_a_check_asks_the_server_and_says_what_is_wrong(library: Registry, pages: Pages) -> None:
    url = pages.serve("/", tagged(APPLES, '"1"'), tagged(APPLES, '"1"'), page("", status=404))
    library.add(url)
    library.run()
    same, gone = (library.reingest.check(library.sources.sources()[0]) for _ in range(2))
    assert (same.unchanged, same.added, same.changed, same.problem) == (1, (), (), None)
    assert "If-None-Match" in pages.asked[1][1]
    assert gone == Check(source=gone.source, problem=f"{url} is not there (HTTP 404): check the address.")
    assert library.sources.sources()[0].state == "ok"


# -- the book ------------------------------------------------------------------------------------------------------


def test_a_run_is_entered_with_what_it_did(library: Registry) -> None:
    library.add(library.folder / "reports")
    report = library.run()
    (run,) = library.book.runs(10)
    assert run == report.run
    assert (run.ended, run.outcome, run.start.by) == ("done", "2 added.", "ada")
    assert run.start.what == (str(library.folder / "reports"),)
    assert run.how_far.of_documents == 2


def test_a_run_that_breaks_is_entered_as_failed_and_the_next_one_goes_on(library: Registry) -> None:
    library.add(library.folder / "reports")
    library.parts["catalogue"] = Fatal(library.catalogue, "publish")
    with pytest.raises(PowerCut):
        library.run()
    embedded = len(library.embedder.texts)
    assert [run.ended for run in library.book.runs(10)] == ["failed"]
    library.parts.clear()
    notes = Notes()
    assert library.run(watch=notes).report.published
    assert len(library.embedder.texts) == embedded
    assert [line[0] for line in notes.lines] == ["started", "source", "source", "finished"]
