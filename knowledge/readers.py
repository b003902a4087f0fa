"""Who may read which document: decided from the sources, in one place. Pure.

The rights live with the registered sources, in the catalogue's database, and not with revisions or editions. So what
is said of a source counts at once, for what is published, staged and kept of it, and without reading anything anew. A
document is its source's by its address; of several sources that cover it the closest one counts. A source that is
removed goes on limiting what it limited: an earlier edition may be published again.

Two rules, and their reasons:

- What is limited to a channel is open in that channel alone. It is what the people there share, and who is among them
  is for the channel to say; in a direct message or another channel nobody could see whether the reader still is.
- What is limited to a group is open to its members where nobody else sees the reply: in direct messages, and in replies
  that are for one person. In a channel others read along, of whom some are not in the group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from knowledge.records import Document
from knowledge.sources import Readers, Source, origin


def limited(sources: Sequence[Source], documents: Iterable[Document]) -> dict[str, Readers]:
    """The documents that not everyone may read, by id, with who may."""
    of = ((document.id, origin(sources, document.uri)) for document in documents)
    return {document_id: source.details.readers for document_id, source in of if source and _limits(source)}


def limits_anything(sources: Iterable[Source]) -> bool:
    """Whether anything is limited at all."""
    return any(map(_limits, sources))


def may_read(readers: Readers, *, in_channel: Callable[[str], bool], in_group: Callable[[str], bool]) -> bool:
    """Whether what these may read is open to somebody.

    Args:
        readers: who may.
        in_channel: whether the reply is shown in a channel of that id or name.
        in_group: whether it is shown to one person alone, who is in the group of that id or name.
    """
    return readers.everyone or any(map(in_channel, readers.channels)) or any(map(in_group, readers.groups))


def closed(rights: Mapping[str, Readers], is_open: Callable[[Readers], bool]) -> set[str]:
    """The limited documents that are not open; each set of readers is looked at once."""
    known = {readers: is_open(readers) for readers in set(rights.values())}
    return {document_id for document_id, readers in rights.items() if not known[readers]}


def _limits(source: Source) -> bool:
    return not source.details.readers.everyone
