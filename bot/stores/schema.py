"""The journal's tables, as the newest migration leaves them. A test holds the two together."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Boolean, Column, ForeignKey, Index, MetaData, String, Table, Text

from knowledge.stores.engine import Schema
from knowledge.stores.schema import Moment

JOURNAL = Schema(
    name="journal",
    head="0001",
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
