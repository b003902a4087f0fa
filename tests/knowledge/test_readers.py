"""Who may read a document is said by the source that it is closest to, whatever else is registered."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from knowledge.readers import closed, limited, limits_anything, may_read
from knowledge.records import Document
from knowledge.sources import Details, Kind, Readers, Source

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SALES, BOARD, EVERYONE = Readers(channels=("sales",)), Readers(groups=("board",)), Readers()
NAMES = ["a", "b", "c"]


def source(uri: str, readers: Readers, kind: Kind = "folder", **more: object) -> Source:
    details = Details(readers=readers)
    return Source(id=1, kind=kind, place=uri, uri=uri, added_at=NOON, added_by="ada", details=details, **more)


def document(uri: str) -> Document:
    return Document(id=uri, uri=uri, name=uri.rsplit("/", 1)[-1])


def test_a_file_may_be_open_in_a_limited_folder_and_limited_in_an_open_one() -> None:
    sources = [
        source("file:///r", SALES),
        source("file:///r/open.md", EVERYONE, "file"),
        source("file:///r/open", EVERYONE),
        source("file:///r/open/board.md", BOARD, "file"),
    ]
    uris = ["file:///r/x.md", "file:///r/open.md", "file:///r/open/y.md", "file:///r/open/board.md", "file:///rest.md"]
    assert limited(sources, map(document, uris)) == {"file:///r/x.md": SALES, "file:///r/open/board.md": BOARD}


def test_a_removed_source_limits_as_before() -> None:
    gone = source("https://a.example/x", BOARD, "url", removed_at=NOON)
    assert limited([gone], [document("https://a.example/x")]) == {"https://a.example/x": BOARD}


def test_open_is_what_is_limited_to_nobody_or_to_one_of_a_channel_and_a_group() -> None:
    both = Readers(channels=("sales", "staff"), groups=("board",))
    here = {"in_channel": "staff".__eq__, "in_group": "nobody".__eq__}
    assert may_read(both, **here)
    assert may_read(EVERYONE, **here)
    assert not may_read(SALES, **here)
    assert not may_read(BOARD, **here)
    assert may_read(both, in_channel="none".__eq__, in_group="board".__eq__)


uris = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map(lambda parts: "file:///" + "/".join(parts))
registered = st.dictionaries(uris, st.sampled_from([SALES, BOARD, EVERYONE]), max_size=6)


@given(registered, st.sets(uris, max_size=6))
def test_what_nothing_limits_is_open_and_what_the_closest_limits_is_shut(
    said: dict[str, Readers], documents: set[str]
) -> None:
    sources = [source(uri, readers) for uri, readers in said.items()]
    rights = limited(sources, map(document, documents))
    for uri in documents:
        above = [each for each in said if uri == each or uri.startswith(each + "/")]
        readers = said[max(above, key=len)] if above else EVERYONE
        assert rights.get(uri, EVERYONE) == readers
    assert limits_anything(sources) or not rights


@given(
    st.dictionaries(st.text(min_size=1, max_size=3), st.sampled_from([SALES, BOARD])),
    st.sets(st.sampled_from([SALES, BOARD])),
)
def test_shut_is_what_the_readers_given_do_not_open(rights: dict[str, Readers], opened: set[Readers]) -> None:
    assert closed(rights, opened.__contains__) == {key for key, readers in rights.items() if readers not in opened}
