"""Sources in, a published edition out: nothing half, nothing twice, and one bad source takes no other with it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ingest.blocks import Metadata
from ingest.lock import sole_writer
from ingest.pipeline import Pipeline
from ingest.report import IngestReport
from ingest.settings import IngestSettings
from knowledge.errors import InvalidSettings, LibraryBusy, LibraryError
from knowledge.records import Edition, Revision, Statistic
from knowledge.stores.memory import MemoryCatalogue, MemoryIndex
from tests.support.pages import page, serving
from tests.support.people import open_folder, unprivileged
from tests.support.stages import CountingEmbedder, Fatal, Notes, PowerCut


def orchard(fields: int, name: str = "Field") -> str:
    """So many paragraphs of different lengths, each a passage of its own."""
    line = "{} number {} bore {} baskets of {}red apples in that year, more than ever before."
    return "\n\n".join(line.format(name, n, n, "very " * (n % 7)) for n in range(fields))


class Library:
    """A library in memory, and a folder of reports to ingest into it."""

    def __init__(self, folder: Path) -> None:
        self.reports = folder / "reports"
        self.reports.mkdir()
        self.folder = folder / "library"
        self.catalogue, self.index, self.embedder = MemoryCatalogue(), MemoryIndex(), CountingEmbedder()

    def write(self, name: str, text: str) -> Path:
        path = self.reports / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    def pipeline(self, **parts: Any) -> Pipeline:
        settings = IngestSettings(allow_private_urls=True)
        ours = {"catalogue": self.catalogue, "index": self.index, "embedder": self.embedder}
        return Pipeline(**{**ours, **parts}, settings=settings, library=self.folder)

    def ingest(self, *inputs: Path | str, given: Metadata | None = None, progress: Notes | None = None) -> IngestReport:
        return self.pipeline().ingest([str(each) for each in inputs or (self.reports,)], given, "ann", progress)

    def shown(self, names: tuple[str, ...]) -> list[str]:
        return [name.removeprefix(f"{self.reports}/") for name in names]

    def published(self) -> dict[str, Revision]:
        edition = self.catalogue.current()
        return {r.document.name: r for r in self.catalogue.revisions(edition.id)} if edition else {}

    def is_tidy(self) -> bool:
        return self.index.ids() == self.catalogue.content_ids()


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path)
    library.write("a.md", "# Apples\n\nSeven in ten growers sell apples at the market.\n")
    library.write("b.md", "# Bees\n\nThere were 40 hives in the valley in 2031.\n")
    return library


def test_what_is_new_is_published_with_its_text_and_passages(library: Library) -> None:
    report = library.ingest()
    assert (library.shown(report.added), report.failed, report.published) == (["a.md", "b.md"], (), True)
    revision = library.published()["a.md"]
    assert "Seven in ten growers" in library.catalogue.text(revision.id)
    assert report.edition == library.catalogue.current()
    assert report.edition
    assert report.edition.published_by == "ann"


def test_every_passage_is_a_stretch_of_the_stored_text_and_is_embedded(library: Library) -> None:
    report = library.ingest()
    assert report.edition
    passages = library.catalogue.passages(report.edition.id, library.catalogue.content_ids())
    assert all(library.catalogue.text(p.revision_id)[p.start : p.end] == p.text for p in passages)
    assert report.passages_embedded == len({p.content_id for p in passages}) == library.index.count()


def test_nothing_new_is_neither_embedded_nor_published(library: Library) -> None:
    first = library.ingest()
    again = library.ingest()
    assert (again.edition, again.published, again.passages_embedded) == (first.edition, False, 0)
    assert library.shown(again.unchanged) == ["a.md", "b.md"]


def test_only_the_changed_document_is_embedded_again(library: Library) -> None:
    library.ingest()
    library.embedder.calls.clear()
    library.write("b.md", "# Bees\n\nThere were 41 hives in the valley in 2031.\n")
    report = library.ingest()
    assert library.shown(report.changed) == ["b.md"]
    assert all("41 hives" in text for text in library.embedder.texts)
    assert len(library.published()) == 2


def test_equal_content_is_embedded_once(library: Library) -> None:
    library.ingest()
    library.write("copy/a.md", (library.reports / "a.md").read_text())
    report = library.ingest()
    assert (library.shown(report.added), report.passages_embedded) == (["copy/a.md"], 0)


def test_what_left_the_folder_is_removed_and_its_vectors_go_when_no_edition_has_it(library: Library) -> None:
    library.ingest()
    (library.reports / "a.md").unlink()
    report = library.ingest()
    assert (report.removed, list(library.published())) == (("a.md",), ["b.md"])
    assert library.is_tidy()


def test_a_file_ingested_alone_removes_nothing(library: Library) -> None:
    library.ingest()
    (library.reports / "a.md").unlink()
    assert library.ingest(library.reports / "b.md").removed == ()
    assert list(library.published()) == ["a.md", "b.md"]


def test_a_folder_that_was_emptied_keeps_what_is_published_of_it(library: Library) -> None:
    """It is more often not mounted than meant to be empty."""
    library.ingest()
    for file in library.reports.iterdir():
        file.unlink()
    report = library.ingest()
    assert "holds nothing that can be read" in report.failed[0].sentence
    assert len(library.published()) == 2


def test_a_source_that_fails_keeps_what_is_published_of_it_and_the_others_go_on(library: Library) -> None:
    library.ingest()
    before = library.published()["a.md"]
    library.write("a.md", "")
    library.write("c.md", "Cider is made from apples in every village.")
    report = library.ingest()
    assert [failure.name for failure in report.failed] == [f"{library.reports}/a.md"]
    assert library.shown(report.added) == ["c.md"]
    assert library.published()["a.md"] == before


def test_when_everything_fails_nothing_is_published(library: Library) -> None:
    report = library.ingest("nowhere.md", library.write("empty.md", " \n"))
    assert len(report.failed) == 2
    assert (report.edition, report.published, library.index.count()) == (None, False, 0)


def test_a_web_page_is_a_document_by_its_url(library: Library) -> None:
    body = "<html><title>Cider</title><body><article><h1>Cider</h1><p>Cider is made from apples in every village, and "
    body += "most of it is drunk there within the year, the survey says.</p></article></body></html>"
    with serving() as pages:
        url = pages.serve("/cider", page(body))
        report = library.ingest(url, f"{pages.base}/gone")
    assert (report.added, library.published()[url].document.uri) == ((url,), url)
    assert "HTTP 404" in report.failed[0].sentence


# -- what the person says ----------------------------------------------------------------------------------------------


def test_what_the_person_says_stands_above_what_the_document_says(library: Library) -> None:
    library.ingest(library.reports / "a.md", given=Metadata(title="Fruit", period=(2030, 2031)))
    revision = library.published()["a.md"]
    assert (revision.title, revision.period, revision.publisher) == ("Fruit", (2030, 2031), None)


def test_a_title_is_for_one_source_only(library: Library) -> None:
    with pytest.raises(InvalidSettings, match="One title is given for 2 sources"):
        library.ingest(given=Metadata(title="Fruit"))
    assert library.catalogue.current() is None


def test_a_publisher_is_for_all_and_makes_them_read_again(library: Library) -> None:
    library.ingest()
    report = library.ingest(given=Metadata(publisher="Valley Press"))
    assert library.shown(report.changed) == ["a.md", "b.md"]
    assert {revision.publisher for revision in library.published().values()} == {"Valley Press"}


# -- findings files ----------------------------------------------------------------------------------------------------

FINDINGS = """\
document: a.md
findings:
  - {id: sellers, measure: sell apples, value: 70, unit: percent, as_written: Seven in ten, quote: Seven in ten growers}
"""


def stated(library: Library, edition: Edition) -> list[Statistic]:
    return [each for each in library.catalogue.statistics(edition.id) if each.origin == "findings"]


def test_a_findings_file_gives_its_document_statistics(library: Library) -> None:
    library.write("a.findings.yaml", FINDINGS)
    report = library.ingest()
    assert report.edition
    (statistic,) = stated(library, report.edition)
    assert library.catalogue.text(statistic.revision_id)[statistic.start : statistic.end] == "Seven in ten growers"
    assert library.shown(report.added) == ["a.md", "b.md"]


def test_a_changed_findings_file_makes_its_document_read_again_and_nothing_embedded(library: Library) -> None:
    library.ingest()
    library.write("a.findings.yaml", FINDINGS)
    report = library.ingest()
    assert (library.shown(report.changed), report.passages_embedded) == (["a.md"], 0)


@pytest.mark.parametrize(
    ("findings", "says"),
    [
        (FINDINGS.replace("growers", "bakers"), "a.findings.yaml, line 3: 'sellers' quotes “Seven in ten bakers”"),
        (FINDINGS.replace("a.md", "z.md"), "a.findings.yaml is about 'z.md', which is not beside it"),
    ],
)
def test_findings_that_do_not_hold_leave_the_published_document(library: Library, findings: str, says: str) -> None:
    library.ingest()
    before = library.published()["a.md"]
    library.write("a.findings.yaml", findings)
    report = library.ingest()
    assert says in report.failed[0].sentence
    assert library.published()["a.md"] == before


def test_findings_of_a_neighbour_with_another_ending_are_left_to_it(library: Library) -> None:
    library.write("a.txt", "Seven in ten growers sell apples, says this text too.")
    library.write("a.findings.yaml", FINDINGS)
    report = library.ingest()
    assert report.edition
    assert len(stated(library, report.edition)) == 1
    assert report.failed == ()


def test_figures_are_stored_with_their_revision_and_a_finding_takes_the_place_of_its_own(library: Library) -> None:
    library.write("c.md", "Seven in ten growers sell apples. Two thirds of the growers (64%) sell pears.")
    library.write("c.findings.yaml", FINDINGS.replace("a.md", "c.md"))
    report = library.ingest()
    assert report.edition
    ours = library.published()["c.md"].id
    found = library.catalogue.statistics(report.edition.id)
    told = {(each.as_written, each.origin) for each in found if each.revision_id == ours}
    assert told == {("Seven in ten", "findings"), ("Two thirds of the growers (64%)", "prose")}


def test_what_the_rules_extract_leaves_the_passages_as_they_are(library: Library) -> None:
    text = "Of the growers, 44% sell apples. Pears are sold by 30%. Another 26% sell nothing."
    library.write("c.md", f"# Fruit\n\n## Sales\n\n{text}")
    report = library.ingest()
    assert report.edition
    passages = library.catalogue.passages(report.edition.id, library.catalogue.content_ids())
    assert not any("(" in each.context for each in passages)  # where the names that a person gave would stand
    assert any(each.distribution for each in library.catalogue.statistics(report.edition.id))


# -- how it goes -------------------------------------------------------------------------------------------------------


def test_progress_is_told_step_by_step(library: Library) -> None:
    notes = Notes()
    report = library.ingest(progress=notes)
    embedded = report.passages_embedded
    assert notes.lines == [
        ("started", 2),
        ("source", f"{library.reports}/a.md", 1),
        ("source", f"{library.reports}/b.md", 2),
        ("embedding", embedded, embedded),
        ("finished", report),
    ]


def test_much_is_embedded_in_large_groups_the_longest_first(library: Library) -> None:
    for name in ("North", "East", "South", "West", "Middle"):
        library.write(f"{name}.txt", orchard(601, name))
    report = library.ingest()
    lengths = [[len(text) for text in call] for call in library.embedder.calls]
    assert all(call == sorted(call, reverse=True) for call in lengths)
    assert max(map(len, lengths)) == 512
    assert sum(map(len, lengths)) == report.passages_embedded > 2900


@pytest.mark.parametrize(
    ("part", "method", "turn"),
    [
        ("embedder", "embed", 2),
        ("index", "add", 2),
        ("catalogue", "add", 1),
        ("catalogue", "add", 2),
        ("catalogue", "publish", 1),
    ],
)
def test_an_ingest_that_breaks_off_shows_nothing_and_its_work_is_not_done_again(
    library: Library, part: str, method: str, turn: int
) -> None:
    library.ingest(library.reports / "a.md")
    before = library.published()
    library.write("big.txt", orchard(700))
    with pytest.raises(PowerCut):
        library.pipeline(**{part: Fatal(getattr(library, part), method, turn)}).ingest([str(library.reports)])
    assert library.published() == before

    done = library.index.count()
    library.embedder.calls.clear()
    report = library.ingest()
    assert library.shown(report.added) == ["b.md", "big.txt"]
    assert done >= 512
    assert len(library.embedder.texts) == library.index.count() - done


def test_what_a_broken_off_ingest_left_is_dropped_when_the_source_is_gone(library: Library) -> None:
    library.ingest(library.reports / "a.md")
    with pytest.raises(PowerCut):
        library.pipeline(catalogue=Fatal(library.catalogue, "publish")).ingest([str(library.reports)])
    assert library.index.count() == 2
    (library.reports / "b.md").unlink()
    library.ingest()
    assert library.is_tidy()
    assert list(library.published()) == ["a.md"]


def test_vectors_that_are_missing_are_made_again(library: Library) -> None:
    """As after a change of the embedding model, or when the folder of vectors was lost."""
    library.ingest()
    library.index = MemoryIndex()
    report = library.ingest()
    assert library.is_tidy()
    assert (report.published, report.passages_embedded) == (False, library.index.count())


# -- one at a time -----------------------------------------------------------------------------------------------------

HOLD = "import sys, pathlib, time\nfrom ingest.lock import sole_writer\n"
HOLD += "with sole_writer(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"


def test_a_second_ingest_is_told_who_is_at_work_and_the_lock_dies_with_its_process(library: Library) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(library.folder)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout
        holder.stdout.readline()
        with pytest.raises(LibraryBusy, match=rf"Another ingest is at work .*process {holder.pid} since 20\d\d-"):
            library.ingest()
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
    assert library.ingest().published


def test_the_lock_is_given_up_when_an_ingest_ends_in_an_error(library: Library) -> None:
    with pytest.raises(PowerCut):
        library.pipeline(embedder=Fatal(library.embedder, "embed")).ingest([str(library.reports)])
    with sole_writer(library.folder):
        pass


def test_a_library_that_cannot_be_written_is_said_to_be() -> None:
    with (
        open_folder() as folder,
        unprivileged(),
        pytest.raises(LibraryError, match="cannot be written"),
        sole_writer(folder),
    ):
        pass
