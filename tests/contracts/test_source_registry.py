"""What every SourceRegistry promises, the fake and the database alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from pydantic import ValidationError

from knowledge.sources import Details, Look, Page, Readers, Source, SourceRegistry, Trouble, origin
from knowledge.stores.memory_sources import MemorySources
from knowledge.stores.sources import open_sources

START = datetime(2026, 3, 4, 12, 30, 1, 5, tzinfo=timezone(timedelta(hours=2)))
SAID = Details(
    title="Pets",
    publisher="Example Research",
    period=(2024, 2025),
    schedule="every 6h",
    readers=Readers(channels=("sales",), groups=("board", "staff")),
)
PAGE = Page(url="https://a.example/pets", etag='"1"', last_modified=None, sha256="0a", media_type="text/html")


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def registry(request: pytest.FixtureRequest, tmp_path: Path) -> SourceRegistry:
    makers: dict[str, Callable[[], SourceRegistry]] = {
        "memory": MemorySources,
        "sqlite": lambda: open_sources(tmp_path / "library"),
        "postgres": lambda: open_sources(request.getfixturevalue("database_url")),
    }
    return makers[request.param]()


def pets(registry: SourceRegistry, details: Details = SAID, minute: int = 0) -> Source:
    at = START + timedelta(minutes=minute)
    return registry.add("url", "https://a.example/pets", "https://a.example/pets", details, "ada", at)


def folder(registry: SourceRegistry, path: str = "/reports") -> Source:
    return registry.add("folder", path, f"file://{path}", Details(), "bob", START)


def failing(minute: int = 1, tries: int = 1) -> Look:
    at = START + timedelta(minutes=minute)
    return Look(at=at, trouble=Trouble(since=at, reason="It is not there.", tries=tries, next_try=at))


def seen(minute: int = 1, digest: str = "d1", **more: object) -> Look:
    return Look(at=START + timedelta(minutes=minute), digest=digest, documents=3, unread=1, **more)


def test_what_was_said_of_a_source_is_remembered_with_who_added_it(registry: SourceRegistry) -> None:
    added = pets(registry)
    assert (added.details, added.added_by, added.added_at, added.state) == (SAID, "ada", START, "new")
    assert registry.sources() == [added]


def test_sources_come_in_the_order_in_which_they_were_added(registry: SourceRegistry) -> None:
    added = [pets(registry), folder(registry), folder(registry, "/b")]
    assert registry.sources() == added
    assert len({source.id for source in added}) == 3


def test_adding_a_source_again_changes_what_is_said_and_keeps_what_was_seen(registry: SourceRegistry) -> None:
    first = pets(registry)
    registry.looked(first.id, seen(page=PAGE))
    again = pets(registry, Details(publisher="Another"), minute=5)
    assert (again.id, again.details, again.added_at) == (first.id, Details(publisher="Another"), START)
    assert registry.sources() == [again]
    assert again.last
    assert (again.last.page, again.last.digest) == (PAGE, "d1")


def test_adding_a_source_again_is_a_new_beginning(registry: SourceRegistry) -> None:
    first = pets(registry)
    registry.looked(first.id, failing(tries=9))
    registry.remove(first.id, START)
    again = pets(registry)
    assert (again.trouble, again.removed_at) == (None, None)
    assert registry.sources() == [again]


def test_a_removed_source_leaves_until_it_is_forgotten(registry: SourceRegistry) -> None:
    stays, goes = folder(registry), pets(registry)
    later = START + timedelta(hours=1)
    registry.remove(goes.id, later)
    registry.remove(goes.id, later + timedelta(hours=1))
    registry.remove(99, later)
    assert registry.sources() == [stays]
    (leaving,) = registry.leaving()
    assert (leaving.id, leaving.state, leaving.removed_at) == (goes.id, "leaving", later)
    registry.forget([stays.id, goes.id, 99])
    assert (registry.sources(), registry.leaving()) == ([stays], [])


def test_a_look_says_how_it_is_and_a_good_one_ends_the_trouble(registry: SourceRegistry) -> None:
    source = pets(registry)
    registry.looked(source.id, failing())
    (bad,) = registry.sources()
    assert (bad.state, bad.trouble) == ("failing", failing().trouble)
    registry.looked(source.id, seen(2, page=PAGE))
    (good,) = registry.sources()
    assert (good.state, good.trouble, good.last) == ("ok", None, seen(2, page=PAGE))
    registry.looked(99, seen())


def test_a_source_without_a_next_try_is_parked(registry: SourceRegistry) -> None:
    source = pets(registry)
    at = START + timedelta(minutes=1)
    registry.looked(source.id, Look(at=at, trouble=Trouble(since=at, reason="Gone.", tries=6, next_try=None)))
    assert registry.sources()[0].state == "parked"


def test_a_failed_look_leaves_what_was_seen_before(registry: SourceRegistry) -> None:
    source = pets(registry)
    registry.looked(source.id, seen(1, page=PAGE))
    registry.looked(source.id, failing(2))
    (known,) = registry.sources()
    assert known.last
    assert (known.last.digest, known.last.page, known.last.documents, known.last.unread) == ("d1", PAGE, 3, 1)
    assert known.last.at == START + timedelta(minutes=2)


def test_changed_is_when_the_content_was_first_seen_as_it_is(registry: SourceRegistry) -> None:
    source = pets(registry)
    for look in (seen(1), seen(2), failing(3), seen(4)):
        registry.looked(source.id, look)
    assert registry.sources()[0].changed_at == START + timedelta(minutes=1)
    registry.looked(source.id, seen(5, "d2"))
    assert registry.sources()[0].changed_at == START + timedelta(minutes=5)


def test_the_database_keeps_them_for_other_processes(tmp_path: Path) -> None:
    here, there = open_sources(tmp_path), open_sources(tmp_path)
    source = pets(here)
    here.looked(source.id, seen(1, page=PAGE))
    assert there.sources() == here.sources()
    assert there.sources()[0].details == SAID


# -- records -------------------------------------------------------------------------------------------------------


def at_place(kind: str, uri: str, number: int = 1) -> Source:
    return Source(id=number, kind=kind, place=uri, uri=uri, added_at=datetime.now(UTC), added_by="ada")


@pytest.mark.parametrize(
    ("kind", "uri", "covered", "not_covered"),
    [
        ("folder", "file:///r", ["file:///r/a.md", "file:///r/b/c.md"], ["file:///rest/a.md", "file:///r/.git/a.md"]),
        ("folder", "file:///", ["file:///a.md"], ["https://a.example/"]),
        ("url", "https://a.example/x", ["https://a.example/x"], ["https://a.example/x/y"]),
        ("file", "file:///r/a.md", ["file:///r/a.md"], ["file:///r/a.md.md"]),
    ],
)
def test_a_source_covers_itself_and_a_folder_what_lies_in_it(
    kind: str, uri: str, covered: list[str], not_covered: list[str]
) -> None:
    source = at_place(kind, uri)
    assert all(source.covers(each) for each in covered)
    assert not any(source.covers(each) for each in not_covered)


def test_a_document_is_from_the_closest_source() -> None:
    outer, inner, file = (
        at_place("folder", "file:///r", 1),
        at_place("folder", "file:///r/b", 2),
        at_place("file", "file:///r/b/c.md", 3),
    )
    assert origin([file, outer, inner], "file:///r/b/c.md") == file
    assert origin([outer, inner], "file:///r/b/c.md") == inner
    assert origin([inner, file], "file:///r/a.md") is None


def test_a_folder_has_no_title() -> None:
    with pytest.raises(ValidationError, match="a title belongs to one document"):
        Source(
            id=1, kind="folder", place="/r", uri="file:///r", details=SAID, added_at=START, added_by="ada"
        )  # fmt: skip


def test_limited_to_nobody_means_everyone() -> None:
    assert Readers().everyone
    assert not SAID.readers.everyone


# -- who may read ------------------------------------------------------------------------------------------------------


def test_with_nothing_limited_nothing_is_limiting(registry: SourceRegistry) -> None:
    folder(registry)
    pets(registry, Details())
    assert registry.limiting() == []


def test_where_one_limits_all_are_looked_at_the_removed_and_forgotten_ones_too(registry: SourceRegistry) -> None:
    everyones, limited = folder(registry), pets(registry)
    assert registry.limiting() == [everyones, limited]
    registry.remove(limited.id, START)
    assert [each.id for each in registry.limiting()] == [everyones.id, limited.id]
    registry.forget([limited.id])
    assert (registry.sources(), registry.leaving()) == ([everyones], [])
    assert [(each.id, each.details.readers) for each in registry.limiting()] == [
        (everyones.id, Readers()),
        (limited.id, SAID.readers),
    ]


def test_a_forgotten_one_that_is_added_again_counts_as_it_is_said_now(registry: SourceRegistry) -> None:
    limited = pets(registry)
    registry.remove(limited.id, START)
    registry.forget([limited.id])
    again = pets(registry, Details(), minute=1)
    assert (again.id, again.removed_at, registry.sources()) == (limited.id, None, [again])
    assert registry.limiting() == []
    registry.remove(again.id, START)
    registry.forget([again.id])
    assert (registry.limiting(), registry.leaving()) == ([], [])
