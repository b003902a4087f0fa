"""The catalogue's tables, as the newest migration leaves them. A test holds the two together."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    true,
)

HEAD = "0007"  # the newest migration: a catalogue of this version is opened without looking at migrations

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """A point in time, kept in UTC: SQLite would forget the time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To UTC."""
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Back, with the time zone: SQLite gives none, Postgres that of the connection."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _revision_id() -> Column[str]:
    return Column("revision_id", String, ForeignKey("revisions.id", ondelete="CASCADE"), nullable=False)


documents = Table(
    "documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("uri", Text, nullable=False),
    Column("name", Text, nullable=False),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", String, primary_key=True),
    Column("document_id", String, ForeignKey("documents.id"), nullable=False),
    Column("sha256", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("publisher", Text),
    Column("published", String),
    Column("period", JSON, nullable=False),
    Column("media_type", String, nullable=False),
    Column("read_at", Moment, nullable=False),
    Column("text", Text, nullable=False),
)

# What passages say, each content once: this is what is embedded and searched. The number is for the lexical index.
contents = Table(
    "contents",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("content_id", String, nullable=False, unique=True),
    Column("context", Text, nullable=False),
    Column("text", Text, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("id", String, primary_key=True),
    _revision_id(),
    Column("position", Integer, nullable=False),
    Column("content_number", Integer, ForeignKey("contents.number"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("page", Integer),
    Column("headings", JSON, nullable=False),
    Column("kind", String, nullable=False),
    UniqueConstraint("revision_id", "position"),
    Index("passages_by_content", "content_number"),
)

statistics = Table(
    "statistics",
    metadata,
    Column("id", String, primary_key=True),
    _revision_id(),
    Column("position", Integer, nullable=False),
    Column("value", String, nullable=False),  # a decimal as written by Python: SQLite's numbers would round it
    Column("upper", String),
    Column("unit", String, nullable=False),
    Column("currency", String),
    Column("scale", Text),
    Column("as_written", Text, nullable=False),
    Column("at", Integer, nullable=False),
    Column("qualifier", Text),
    Column("measure", Text, nullable=False),
    Column("base", Text),
    Column("base_size", Integer),
    Column("period", Text),
    Column("attribution", Text),
    Column("quote", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("page", Integer),
    Column("headings", JSON, nullable=False),
    Column("table", Text),
    Column("row", Text),
    Column("column", Text),
    Column("distribution", Text),
    Column("option", Text),
    Column("choice", String),
    Column("aliases", JSON, nullable=False),
    Column("origin", String, nullable=False),
    Column("number", Integer, nullable=False),  # for the lexical index; those of a revision stand together
    UniqueConstraint("revision_id", "position"),
    Index("statistics_by_number", "number", unique=True),
    Index("statistics_by_place", "revision_id", "at"),
    Index("statistics_by_question", "revision_id", "distribution"),
)

# One that is staged has a number below 0 while it is open, so that it is read like any other and is never the newest.
editions = Table(
    "editions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("published_at", Moment, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Column("documents", Integer, nullable=False, server_default="0"),
    Column("passages", Integer, nullable=False, server_default="0"),
    Column("statistics", Integer, nullable=False, server_default="0"),
    Column("kept", Boolean, nullable=False, server_default=true()),  # else nothing is left of it but this row
)

staged = Table(
    "staged",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("against", Integer),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("review", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", Text, nullable=False),
)

# By its content, so that the schedule leaves it: a revision that was to come, or whose document was to leave.
discarded = Table(
    "discarded",
    metadata,
    Column("revision_id", String, primary_key=True),
    Column("leaves", Boolean, primary_key=True),
    Column("staged_id", Integer, nullable=False),
)

acts = Table(
    "acts",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", String, nullable=False),
    Column("edition", Integer),
    Column("detail", Text, nullable=False),
)

edition_revisions = Table(
    "edition_revisions",
    metadata,
    Column("edition_id", Integer, ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("revision_id", String, ForeignKey("revisions.id"), nullable=False),
    UniqueConstraint("edition_id", "revision_id"),
    Index("edition_revisions_by_revision", "revision_id"),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("place", Text, nullable=False),
    Column("uri", Text, nullable=False, unique=True),
    Column("title", Text),
    Column("publisher", Text),
    Column("period", JSON, nullable=False),
    Column("schedule", Text),
    Column("channels", JSON, nullable=False),  # this and the next: who may read it; both empty: everyone
    Column("groups", JSON, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("removed_at", Moment),
    Column("looked_at", Moment),  # from here on: how it went the last time
    Column("changed_at", Moment),
    Column("digest", String),
    Column("documents", Integer, nullable=False),
    Column("unread", Integer, nullable=False),
    Column("failing_since", Moment),
    Column("reason", Text),
    Column("tries", Integer, nullable=False),
    Column("next_try", Moment),  # none while failing: it is parked
    Column("page_url", Text),
    Column("page_etag", Text),
    Column("page_last_modified", Text),
    Column("page_sha256", String),
    Column("page_media_type", Text),
    Column("forgotten_at", Moment),  # it is no source any more, and limits who may read what is kept of it
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("open", Integer, unique=True),  # 1 until it is closed, then nothing: there is never more than one
    Column("kind", String, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("host", Text, nullable=False),
    Column("process", Integer, nullable=False),
    Column("what", JSON, nullable=False),
    Column("source_ids", JSON, nullable=False),
    Column("publish", Boolean, nullable=False),
    Column("continues", Integer),
    Column("documents", Integer, nullable=False),
    Column("of_documents", Integer),
    Column("current", Text),
    Column("embedded", Integer, nullable=False),
    Column("to_embed", Integer, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("cancelled_by", Text),
    Column("ended", String),
    Column("ended_at", Moment),
    Column("outcome", Text),
)
