"""Which document a person means."""

from __future__ import annotations

from collections.abc import Collection

from knowledge.errors import UnknownDocument
from knowledge.records import Revision


def find(revisions: Collection[Revision], name: str) -> Revision:
    """The document that goes by this name, address, end of a path or title. Raises UnknownDocument."""
    wanted = name.strip().casefold()
    for called in (_uri, _name, _path, _title):
        found = [revision for revision in revisions if called(revision, wanted)]
        if len(found) == 1:
            return found[0]
        if found:
            addresses = ", ".join(sorted(revision.document.uri for revision in found))
            raise UnknownDocument(
                f"{len(found)} documents are called {name!r}: say which by its address, of {addresses}."
            )
    raise UnknownDocument(f"There is no document called {name!r}: footnote documents lists those that there are.")


def _uri(revision: Revision, wanted: str) -> bool:
    return revision.document.uri.casefold() == wanted


def _name(revision: Revision, wanted: str) -> bool:
    return revision.document.name.casefold() == wanted


def _path(revision: Revision, wanted: str) -> bool:
    return bool(wanted) and revision.document.uri.casefold().endswith("/" + wanted.lstrip("./"))


def _title(revision: Revision, wanted: str) -> bool:
    return revision.title.casefold() == wanted
