"""The whole tree of errors, on one page. The message of each is one sentence that a person can act on.

FootnoteError
├── UnreadableSource      mend the file or page: what is in it cannot be read
├── SourceUnavailable     try later: it could not be fetched now
├── SourceRefused         the settings do not allow it
├── ModelUnavailable      a model's files are missing or are not the expected ones
├── LibraryError          the library's folder or database cannot be used
│   ├── LibraryBusy       another ingest is at work
│   └── EmptyLibrary      nothing has been ingested yet
├── UnknownDocument       no document of that name, or several
├── UnknownLabel          no figure of a look-up goes by that label, or several do
├── InvalidFindings       a findings file does not hold, with the line that is wrong
├── InvalidQuestions      a questions file does not hold, with the line that is wrong
└── InvalidSettings       a setting is unknown or has a wrong value
"""

from __future__ import annotations


class FootnoteError(Exception):
    """Anything that Footnote raises on purpose. ``str(error)`` is one sentence for a person."""


class UnreadableSource(FootnoteError):
    """The source is there but its content cannot be read; the file has to be mended."""


class SourceUnavailable(FootnoteError):
    """The source cannot be had just now; trying later may help."""


class SourceRefused(FootnoteError):
    """The settings forbid reading this source."""


class ModelUnavailable(FootnoteError):
    """A model's files are missing, or their hash is not the expected one."""


class LibraryError(FootnoteError):
    """The library cannot be opened, read or written."""


class LibraryBusy(LibraryError):
    """Another process is ingesting into this library."""


class EmptyLibrary(LibraryError):
    """There is no published edition."""


class UnknownDocument(FootnoteError):
    """No document goes by that name, or more than one does."""


class UnknownLabel(FootnoteError):
    """No figure of a look-up goes by that label, or more than one does."""


class InvalidFindings(FootnoteError):
    """A findings file is malformed, or a finding does not stand in its document."""


class InvalidQuestions(FootnoteError):
    """A questions file is malformed."""


class InvalidSettings(FootnoteError):
    """A setting is unknown or its value is wrong."""
