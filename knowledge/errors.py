"""The whole tree of errors, on one page. The message of each is one sentence that a person can act on.

FootnoteError
├── UnreadableSource      mend the file or page: what is in it cannot be read
├── SourceUnavailable     try later: it could not be fetched now
├── SourceRefused         the settings do not allow it
├── ModelUnavailable      a model's files are missing or are not the expected ones
├── WriterUnavailable     the model that writes answers can't be used now: answers are quotes
├── LibraryError          the library's folder or database cannot be used
│   ├── LibraryBusy       another ingest is at work
│   └── EmptyLibrary      nothing has been ingested yet
├── UnknownDocument       no document of that name, or several
├── UnknownSource         no registered source of that name, or several
├── RunCancelled          somebody stopped the re-ingest
│   └── RunInterrupted    the service stopped: its next start goes on with it
├── UnknownEdition        no edition of that number is kept
├── NothingStaged         no edition waits to be published
├── EditionChanged        another edition was published meanwhile
├── UnknownExchange       what a button is about is no longer kept, or isn't for this person
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


class WriterUnavailable(FootnoteError):
    """The model that writes can't be had just now, or what it said is of no use; the quotes are there all the same.

    ``kind`` is one word or two for the log, ``retryable``: trying again may help, ``retry_after_s``: not sooner.
    """

    def __init__(
        self, sentence: str, kind: str, *, retryable: bool = False, retry_after_s: float | None = None
    ) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.retryable = retryable
        self.retry_after_s = retry_after_s


class LibraryError(FootnoteError):
    """The library cannot be opened, read or written."""


class LibraryBusy(LibraryError):
    """Another process is ingesting into this library."""


class EmptyLibrary(LibraryError):
    """There is no published edition."""


class UnknownDocument(FootnoteError):
    """No document goes by that name, or more than one does."""


class UnknownEdition(FootnoteError):
    """No edition goes by that number, or what it was made of is no longer kept."""


class NothingStaged(FootnoteError):
    """There is no staged edition, or not any more."""


class EditionChanged(FootnoteError):
    """Another edition was published since the one was made that should be published now."""


class UnknownSource(FootnoteError):
    """No registered source goes by that name, or more than one does."""


class RunCancelled(FootnoteError):
    """Somebody asked what writes to the library to stop."""


class RunInterrupted(RunCancelled):
    """The service that runs it comes to an end, and goes on with it when it is started again."""


class UnknownLabel(FootnoteError):
    """No figure of a look-up goes by that label, or more than one does."""


class UnknownExchange(FootnoteError):
    """What was asked before is no longer kept, or may not be seen from here."""


class InvalidFindings(FootnoteError):
    """A findings file is malformed, or a finding does not stand in its document."""


class InvalidQuestions(FootnoteError):
    """A questions file is malformed."""


class InvalidSettings(FootnoteError):
    """A setting is unknown or its value is wrong."""
