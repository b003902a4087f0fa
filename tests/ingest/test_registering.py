"""Registering sources: what can be one, what is said of it, what it is called, and what leaves with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.registering import readers_in
from knowledge.errors import FootnoteError, InvalidSettings, UnknownSource
from knowledge.sources import Readers
from tests.support.registry import Registry


@pytest.fixture
def library(tmp_path: Path) -> Registry:
    library = Registry(tmp_path)
    library.write("reports/a.md", "# Apples\n\nSeven in ten growers sell apples at the market.\n")
    library.write("reports/b.md", "# Bees\n\nThere were 40 hives in the valley in 2031.\n")
    return library


def test_what_is_named_from_here_is_kept_so_that_it_is_found_from_everywhere(
    library: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(library.folder)
    folder, file = library.add("reports/"), library.add("reports/a.md")
    url = library.add("HTTPS://A.example:443/x#part")
    assert [(each.kind, each.place) for each in (folder, file, url)] == [
        ("folder", str(library.folder / "reports")),
        ("file", str(library.folder / "reports" / "a.md")),
        ("url", "https://a.example/x"),
    ]


def test_a_link_and_what_it_leads_to_are_one_source(library: Registry) -> None:
    (library.folder / "link").symlink_to(library.folder / "reports")
    assert library.add(library.folder / "link").id == library.add(library.folder / "reports").id


def test_a_folder_may_still_be_empty(library: Registry) -> None:
    (library.folder / "later").mkdir()
    assert library.add(library.folder / "later").kind == "folder"


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("nowhere", "is not there: check the path"),
        ("picture.jpg", "is of a kind that is not read"),
        ("ftp://a.example/", "is no http or https address"),
        ("@list.txt", "is not there"),
    ],
)
def test_what_can_be_no_source_is_refused(library: Registry, what: str, sentence: str) -> None:
    library.write("picture.jpg", "no picture")
    with pytest.raises(FootnoteError, match=sentence):
        library.add(what if "://" in what else library.folder / what)
    assert library.sources.sources() == []


def test_a_folder_takes_no_title(library: Registry) -> None:
    with pytest.raises(InvalidSettings, match="leave the title out"):
        library.add(library.folder / "reports", title="Reports")
    with pytest.raises(InvalidSettings, match="no schedule"):
        library.add(library.folder / "reports", schedule="now and then")


def test_adding_again_changes_what_is_named_and_an_empty_text_takes_it_back(library: Registry) -> None:
    file = library.folder / "reports" / "a.md"
    library.add(file, title="Apples", publisher="Growers", period=(2030,), schedule="every 6h", readers="#sales, @all")
    changed = library.add(file, publisher="", schedule="every  1d")
    details = changed.details
    assert (details.title, details.publisher, details.period, details.schedule) == ("Apples", None, (2030,), "every 1d")
    assert details.readers == Readers(channels=("sales",), groups=("all",))
    details = library.add(file, schedule="never", readers="everyone", period=()).details
    assert (details.schedule, details.readers.everyone, details.period) == (None, True, ())


@pytest.mark.parametrize("text", ["sales", "#", "everyone, #sales", "#sales; @board"])
def test_readers_that_name_nobody_are_refused(text: str) -> None:
    with pytest.raises(InvalidSettings, match="names no readers"):
        readers_in(text)


def test_ids_of_slack_say_what_they_are_of() -> None:
    assert readers_in("C0123ABCD, S0456EFGH") == Readers(channels=("C0123ABCD",), groups=("S0456EFGH",))


def test_a_source_goes_by_number_place_title_and_the_end_of_its_path(
    library: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(library.folder)
    folder = library.add("reports")
    file = library.add("reports/a.md", title="Apples")
    url = library.add("https://a.example/x/survey.html")
    names = {folder: ["1", "#1", "reports", "reports/"], file: ["Apples", "a.md", "reports/a.md"], url: ["survey.html"]}
    for source, called in names.items():
        assert [library.registrar.find([name]) for name in called] == [[source]] * len(called)
    assert library.registrar.find(["1", "reports", "a.md"]) == [folder, file]
    assert library.registrar.find([]) == [folder, file, url]


def test_a_name_of_none_or_several_is_refused(library: Registry) -> None:
    library.add(library.write("x/a.md", "Apples."))
    library.add(library.folder / "reports" / "a.md")
    with pytest.raises(UnknownSource, match=r"There is no source 'c\.md'"):
        library.registrar.find(["c.md"])
    with pytest.raises(UnknownSource, match=r"several sources: give the number of the one \(1, 2\)"):
        library.registrar.find(["a.md"])


def test_removing_says_which_documents_go(library: Registry) -> None:
    library.add(library.folder / "reports")
    library.add(library.folder / "reports" / "b.md")
    library.run()
    removal = library.registrar.remove("reports")
    assert [revision.document.name for revision in removal.documents] == ["a.md"]
    assert [source.kind for source in library.sources.sources()] == ["file"]
    assert set(library.published()) == {"a.md", "b.md"}
