"""Inputs lead to sources, each once; whatever cannot be one gets a sentence and the others go on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest import sources
from ingest.settings import IngestSettings
from knowledge.errors import SourceRefused, SourceUnavailable, UnreadableSource
from tests.support.pages import page, redirect, serving
from tests.support.people import open_folder, unprivileged

SETTINGS = IngestSettings()


def write(path: Path, text: str = "A report.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def discover(*inputs: Path | str) -> sources.Discovery:
    return sources.discover([str(each) for each in inputs], SETTINGS)


def names(discovery: sources.Discovery) -> list[str]:
    return [found.name for found in discovery.found]


def only_problem(discovery: sources.Discovery) -> str:
    (problem,) = discovery.problems
    return problem.sentence


def test_a_folder_gives_what_is_readable_in_it_and_below_in_order(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.TXT", "a/y.html", "photo.jpg", ".hidden.md", ".git/x.md", "~$b.docx"):
        write(tmp_path / name)
    discovery = discover(tmp_path)
    assert names(discovery) == ["y.html", "z.TXT", "b.md"]
    assert (discovery.folders, discovery.problems) == ([tmp_path.as_uri()], [])


def test_a_file_is_known_by_its_real_place_and_shown_as_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "reports/2031 survey.md")
    monkeypatch.chdir(tmp_path)
    (found,) = discover("reports/../reports/2031 survey.md").found
    assert found.uri == (tmp_path / "reports/2031 survey.md").as_uri()
    assert (found.name, found.shown) == ("2031 survey.md", "reports/../reports/2031 survey.md")


def test_two_files_of_one_name_stay_apart(tmp_path: Path) -> None:
    write(tmp_path / "a/report.md")
    write(tmp_path / "b/report.md")
    first, second = discover(tmp_path).found
    assert first.name == second.name
    assert first.uri != second.uri
    assert first.shown != second.shown


def test_each_file_is_found_once_however_many_ways_lead_to_it(tmp_path: Path) -> None:
    real = write(tmp_path / "reports/report.md")
    (tmp_path / "link.md").symlink_to(real)
    (tmp_path / "again").symlink_to(tmp_path / "reports")
    assert names(discover(tmp_path, real, tmp_path / "link.md")) == ["report.md"]


def test_a_loop_of_folders_is_named_and_the_rest_is_found(tmp_path: Path) -> None:
    write(tmp_path / "a/report.md")
    write(tmp_path / "outside.md")
    (tmp_path / "a/up").symlink_to(tmp_path)
    discovery = discover(tmp_path / "a")
    assert names(discovery) == ["report.md"]
    assert only_problem(discovery) == f"{tmp_path}/a/up links back to a folder that it lies in: remove the link."


def test_a_link_to_itself_and_a_link_to_nothing_are_named(tmp_path: Path) -> None:
    write(tmp_path / "report.md")
    (tmp_path / "loop.md").symlink_to("loop.md")
    (tmp_path / "lost.md").symlink_to("gone.md")
    discovery = discover(tmp_path)
    assert names(discovery) == ["report.md"]
    assert [problem.sentence.removeprefix(f"{tmp_path}/") for problem in discovery.problems] == [
        "loop.md is a link that leads back to itself: mend or remove it.",
        "lost.md is a link that leads nowhere: mend or remove it.",
    ]


def test_a_folder_that_may_not_be_entered_is_named_and_the_rest_is_found() -> None:
    with open_folder() as folder:
        write(folder / "report.md")
        write(folder / "closed/secret.md")
        (folder / "closed").chmod(0)
        with unprivileged():
            discovery = discover(folder)
        assert names(discovery) == ["report.md"]
        assert "closed cannot be opened (permission denied)" in only_problem(discovery)


def test_a_folder_with_nothing_readable_says_what_would_be(tmp_path: Path) -> None:
    write(tmp_path / "photo.jpg")
    discovery = discover(tmp_path)
    assert "holds nothing that can be read: put reports into it (md, " in only_problem(discovery)
    assert discovery.folders == []


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing.md", "missing.md is not there: check the path."),
        ("tool.exe", "is of a kind that is not read: save it as one of these (md, "),
        ("noise", "is no ordinary file"),
        ("report.findings.yaml", "is a findings file: ingest the document that it lies beside."),
        ("report.md/part", "is not there"),
    ],
)
def test_what_cannot_be_a_source_gets_a_sentence(tmp_path: Path, name: str, says: str) -> None:
    for real in ("tool.exe", "report.md", "report.findings.yaml"):
        write(tmp_path / real)
    os.mkfifo(tmp_path / "noise")
    discovery = discover(tmp_path / name, tmp_path / "report.md")
    assert says in only_problem(discovery)
    assert names(discovery) == ["report.md"]


def test_a_pipe_among_reports_is_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path / "report.md")
    os.mkfifo(tmp_path / "pipe.md")
    assert names(discover(tmp_path)) == ["report.md"]


# -- lists and URLs ----------------------------------------------------------------------------------------------------


def test_a_list_names_an_input_a_line_from_where_it_lies(tmp_path: Path) -> None:
    write(tmp_path / "lists/reports/a.md")
    write(tmp_path / "lists/b.md")
    listed = write(tmp_path / "lists/all.txt", "# ours\n\nreports\nb.md\nhttps://example.com/c\n")
    assert names(discover(f"@{listed}")) == ["a.md", "b.md", "https://example.com/c"]


def test_a_list_may_not_name_a_list(tmp_path: Path) -> None:
    listed = write(tmp_path / "all.txt", "@all.txt\n")
    assert "lists do not nest" in only_problem(discover(f"@{listed}"))


@pytest.mark.parametrize(("content", "says"), [(None, "is not there"), (b"\xff\xfe\x00", "is no list in UTF-8")])
def test_a_list_that_cannot_be_read_is_a_problem(tmp_path: Path, content: bytes | None, says: str) -> None:
    listed = tmp_path / "all.txt"
    if content:
        listed.write_bytes(content)
    assert says in only_problem(discover(f"@{listed}"))


def test_a_url_is_found_under_its_normal_spelling_and_once() -> None:
    discovery = discover("HTTP://Example.com#top", "http://example.com/")
    assert [found.uri for found in discovery.found] == ["http://example.com/"]


def test_a_url_of_another_scheme_is_a_problem() -> None:
    assert "no http or https address" in only_problem(discover("ftp://example.com/report.pdf"))


# -- loading -----------------------------------------------------------------------------------------------------------


def test_a_file_is_loaded_with_its_kind_and_the_findings_beside_it(tmp_path: Path) -> None:
    report = write(tmp_path / "report.md", "# Title")
    write(tmp_path / "report.findings.yaml", "document: report.md")
    (found,) = discover(report).found
    loaded = sources.load(found, SETTINGS)
    assert (loaded.data, loaded.media_type, loaded.url) == (b"# Title", "text/markdown", None)
    assert loaded.findings == b"document: report.md"


def test_a_findings_file_is_no_document_and_one_beside_nothing_is_named(tmp_path: Path) -> None:
    for name in ("report.md", "report.findings.yaml", "lost.findings.yaml"):
        write(tmp_path / name)
    discovery = discover(tmp_path)
    assert names(discovery) == ["report.md"]
    assert "lost.findings.yaml lies beside no document of that name" in only_problem(discovery)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(200_000_000)
    (found,) = discover(large).found
    with pytest.raises(SourceRefused, match=r"large\.txt is larger than 100 MB: split it .* max_source_mb"):
        sources.load(found, SETTINGS)


def test_a_file_that_goes_away_meanwhile_is_unavailable(tmp_path: Path) -> None:
    report = write(tmp_path / "report.md")
    (found,) = discover(report).found
    report.unlink()
    with pytest.raises(SourceUnavailable, match="is not there"):
        sources.load(found, SETTINGS)


def test_a_file_that_may_not_be_read_says_so() -> None:
    with open_folder() as folder:
        report = write(folder / "report.md")
        report.chmod(0)
        with (
            unprivileged(),
            pytest.raises(UnreadableSource, match=r"report\.md cannot be opened \(permission denied\)"),
        ):
            sources.load(discover(report).found[0], SETTINGS)


def test_a_page_is_loaded_with_the_address_that_it_came_from() -> None:
    with serving() as pages:
        pages.serve("/end", page("<p>Hello</p>"))
        (found,) = discover(pages.serve("/start", redirect("/end"))).found
        loaded = sources.load(found, IngestSettings(allow_private_urls=True))
        assert (loaded.media_type, loaded.url) == ("text/html", f"{pages.base}/end")


@pytest.mark.parametrize("media_type", ["application/x-tar", "application/octet-stream", None])
def test_a_page_of_no_known_kind_is_unreadable(media_type: str | None) -> None:
    with serving() as pages:
        (found,) = discover(pages.serve("/thing", page(b"\x00\x01\x02", media_type))).found
        with pytest.raises(UnreadableSource, match="which is not read: give the address of a page or report"):
            sources.load(found, IngestSettings(allow_private_urls=True))
