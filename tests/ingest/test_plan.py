"""Found against published: what the next edition is made of. Plain lists, no store."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ingest.blocks import Metadata
from ingest.plan import Fingerprint, carried, document_id, gone, plan, revision_id
from knowledge.records import Document, Revision

FOLDER = "file:///reports"


def stored(name: str, revision: str = "1", folder: str = FOLDER) -> Revision:
    uri = f"{folder}/{name}"
    return Revision(
        id=f"{name}@{revision}",
        document=Document(id=document_id(uri), uri=uri, name=name),
        sha256="0",
        title=name,
        media_type="text/plain",
        read_at=datetime(2031, 3, 1, tzinfo=UTC),
    )


def found(name: str, revision: str = "1", folder: str = FOLDER) -> Fingerprint:
    return Fingerprint(document_id(f"{folder}/{name}"), f"{name}@{revision}", name)


def missing(published: list[Revision], *there: str, folders: tuple[str, ...] = (FOLDER,), unseen: tuple[str, ...] = ()):  # type: ignore[no-untyped-def]
    ids = gone(published, {f"{FOLDER}/{name}" for name in there}, folders, unseen)
    return [revision.document.name for revision in published if revision.document.id in ids]


def test_each_document_is_new_or_changed_or_unchanged() -> None:
    changes = plan([found("new"), found("same"), found("other", "2")], [stored("same"), stored("other")])
    assert (changes.added, changes.changed, changes.unchanged) == (("new",), ("other",), ("same",))
    assert set(changes.revision_ids) == {"new@1", "same@1", "other@2"}


def test_what_was_not_read_keeps_its_published_revision() -> None:
    changes = plan([found("new")], [stored("elsewhere")])
    assert set(changes.revision_ids) == {"elsewhere@1", "new@1"}
    assert changes.removed == ()


def test_what_is_gone_is_removed() -> None:
    old = stored("old")
    changes = plan([found("same")], [old, stored("same")], gone={old.document.id})
    assert (changes.removed, changes.revision_ids) == (("old",), ("same@1",))


def test_nothing_new_changes_nothing() -> None:
    assert not plan([found("same")], [stored("same"), stored("elsewhere")]).changes_anything
    assert plan([found("same", "2")], [stored("same")]).changes_anything


def test_one_name_in_two_folders_is_two_documents() -> None:
    changes = plan([found("a", folder="file:///x"), found("a", folder="file:///y")], [stored("a", folder="file:///x")])
    assert (changes.added, changes.unchanged) == (("a",), ("a",))


def test_a_file_that_left_a_listed_folder_is_gone() -> None:
    assert missing([stored("a.md"), stored("sub/b.md"), stored("c.md")], "c.md") == ["a.md", "sub/b.md"]


def test_what_lies_outside_of_the_listed_folders_is_not_missed() -> None:
    published = [stored("a.md", folder="file:///reports-2030"), stored("page", folder="https://example.com")]
    assert missing(published) == []
    assert missing([stored("a.md")], folders=()) == []


def test_what_could_not_be_looked_at_is_not_gone() -> None:
    published = [stored("closed/a.md"), stored("b.md"), stored("closed-too.md")]
    assert missing(published, unseen=(f"{FOLDER}/closed", f"{FOLDER}/b.md")) == ["closed-too.md"]


def test_a_hidden_file_that_was_ingested_by_itself_is_not_gone() -> None:
    assert missing([stored(".drafts/a.md"), stored("b.md")]) == ["b.md"]


BASE = {"document": "d", "sha256": "s", "given": Metadata(), "findings": b"", "versions": ("1", "1")}


def test_the_same_source_makes_the_same_revision() -> None:
    assert revision_id(**BASE) == revision_id(**BASE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"document": "other"},
        {"sha256": "other"},
        {"given": Metadata(title="Another title")},
        {"given": Metadata(period=(2031,))},
        {"findings": b"document: x"},
        {"versions": ("2", "1")},
        {"versions": ("1", "2")},
    ],
    ids=str,
)
def test_whatever_a_revision_is_made_from_makes_another_one(change: dict[str, object]) -> None:
    assert revision_id(**{**BASE, **change}) != revision_id(**BASE)  # type: ignore[arg-type]


# -- staged changes ----------------------------------------------------------------------------------------------------


def ids(revisions: list[Revision]) -> set[str]:
    return {revision.id for revision in revisions}


def test_staged_changes_are_carried_over_to_what_is_published_by_then() -> None:
    was = [stored("same"), stored("changed"), stored("left"), stored("both")]
    staged = [stored("same"), stored("changed", "2"), stored("new"), stored("both", "2")]
    now = [stored("same", "3"), stored("changed"), stored("left"), stored("both", "3"), stored("other")]
    assert ids(carried(was, staged, now)) == {"same@3", "changed@2", "new@1", "both@2", "other@1"}


def test_without_another_edition_meanwhile_what_is_staged_stays_as_it_is() -> None:
    was, staged = [stored("same"), stored("left")], [stored("same"), stored("new")]
    assert ids(carried(was, staged, was)) == ids(staged)
