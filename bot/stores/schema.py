"""The journal's tables, as the newest migration leaves them. A test holds the two together."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

from knowledge.stores.engine import Schema
from knowledge.stores.schema import Moment

JOURNAL = Schema(
    name="journal",
    head="0002",
    migrations=Path(__file__).parent / "migrations",
    last_resort="delete that file: conversations then begin anew",
)

metadata = MetaData()

exchanges = Table(
    "exchanges",
    metadata,
    Column("id", String, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("user", String, nullable=False),
    Column("workspace", String),  # this and the next three: empty where it was asked at no place
    Column("channel", String),
    Column("thread", String),
    Column("message", String),
    Column("record", Text, nullable=False),  # the whole exchange as JSON; the other columns are to find it by
    Column("shown_as", String),
    Column("unanswered", Boolean, nullable=False),
    Index("exchanges_by_time", "at"),
    Index("exchanges_by_user", "user", "at"),
    Index("exchanges_by_thread", "workspace", "channel", "thread", "at"),
    Index("exchanges_by_message", "workspace", "channel", "message"),
    Index("exchanges_by_shown", "workspace", "channel", "shown_as"),
    Index("exchanges_unanswered", "unanswered", "at"),
)

opinions = Table(
    "feedback",
    metadata,
    Column("exchange", String, ForeignKey("exchanges.id", ondelete="CASCADE"), primary_key=True),
    Column("user", String, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("rating", String, nullable=False),
    Column("why", String),
    Column("comment", Text, nullable=False),
    Index("feedback_by_user", "user"),
    Index("feedback_by_rating", "rating", "exchange"),
)

events = Table(
    "events",
    metadata,
    Column("event", String, primary_key=True),
    Column("at", Moment, nullable=False),
    Index("events_by_time", "at"),
)

facts = Table(
    "facts",
    metadata,
    Column("exchange", String, ForeignKey("exchanges.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Moment, nullable=False),  # this and the next: of the exchange
    Column("surface", String, nullable=False),
    Column("document", String, nullable=False),
    Column("seen", String, nullable=False),  # the revision that it was last held against; empty: there was none
    Column("gone", Boolean, nullable=False),
    Column("record", Text, nullable=False),  # the fact as its thread knows it, as JSON
    Index("facts_by_time", "at", "document", "seen"),
    Index("facts_by_document", "document", "at"),
)

notes = Table(
    "notes",
    metadata,
    Column("id", String, primary_key=True),
    Column("edition", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("surface", String, nullable=False),
    Column("workspace", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("thread", String, nullable=False),
    Column("person", String, nullable=False),  # empty: it is for everyone in the thread
    Column("due", Moment, nullable=False),
    Column("taken_at", Moment),
    Column("told_at", Moment),
    UniqueConstraint("surface", "workspace", "channel", "thread", "person", "edition"),
    Index("notes_by_due", "surface", "told_at", "due"),
    Index("notes_by_taken", "workspace", "taken_at"),
    Index("notes_by_person", "person"),
)

changes = Table(
    "changes",
    metadata,
    Column("note", String, ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("exchange", String, ForeignKey("exchanges.id", ondelete="CASCADE"), nullable=False),
    Column("record", Text, nullable=False),
    Index("changes_by_exchange", "exchange"),
)

looked = Table(
    "looked",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # 1: there is one row
    Column("edition", Integer, nullable=False),
    Column("late", Boolean, nullable=False),
)

wanted = Table(
    "wanted",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("notes", Boolean, nullable=False),
)
