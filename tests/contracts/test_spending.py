"""The ledger of calls, in memory and in a database: nobody spends more than a day allows, however many ask at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from bot.stores.spending import FILE, metadata, open_spending
from knowledge.writing.spending import Call, Limits, MemorySpending, Spending, Used

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
CALL = Call("c1", NOON, "answer", "1", "openai:test", 100, 400, Decimal("0.0123"))
NONE = Limits()


@pytest.fixture(params=["memory", "sqlite"])
def spending(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Spending]:
    if request.param == "memory":
        yield MemorySpending()
    else:
        opened = open_spending(tmp_path)
        yield opened
        opened.close()


def test_a_call_counts_with_the_most_it_can_use_until_it_is_over(spending: Spending) -> None:
    assert spending.reserve(CALL, NONE)
    assert spending.used(NOON.date()) == Used(1, 500, Decimal("0.0123"))
    spending.settle(replace(CALL, tokens_out=20, cost=Decimal("0.001"), outcome="done"))
    assert spending.used(NOON.date()) == Used(1, 120, Decimal("0.001"))


@pytest.mark.parametrize("limits", [Limits(tokens=999), Limits(cost=Decimal("0.02"))])
def test_what_would_exceed_the_day_is_not_entered(spending: Spending, limits: Limits) -> None:
    assert spending.reserve(CALL, limits)
    assert not spending.reserve(replace(CALL, id="c2"), limits)
    assert spending.used(NOON.date()).calls == 1


def test_the_next_day_begins_anew(spending: Spending) -> None:
    limits = Limits(tokens=500)
    assert spending.reserve(CALL, limits)
    assert spending.reserve(replace(CALL, id="c2", at=NOON + timedelta(days=1)), limits)


def test_a_day_is_one_of_utc_wherever_it_is_asked(spending: Spending) -> None:
    from datetime import timezone

    late = datetime(2026, 3, 5, 1, tzinfo=timezone(timedelta(hours=2)))  # still the 4th in UTC
    assert spending.reserve(replace(CALL, at=late), NONE)
    assert spending.used(NOON.date()).calls == 1


def test_settling_what_was_not_entered_is_no_error(spending: Spending) -> None:
    spending.settle(CALL)
    assert spending.used(NOON.date()) == Used()


def test_many_at_once_stay_within_the_day_together(spending: Spending) -> None:
    limits = Limits(tokens=5_000)
    with ThreadPoolExecutor(8) as pool:
        entered = list(pool.map(lambda n: spending.reserve(replace(CALL, id=f"c{n}"), limits), range(30)))
    assert sum(entered) == 10


def test_another_process_sees_what_was_used(tmp_path: Path) -> None:
    one, other = open_spending(tmp_path), open_spending(tmp_path)
    one.reserve(CALL, NONE)
    assert other.used(NOON.date()).tokens == 500
    assert not other.reserve(replace(CALL, id="c2"), Limits(tokens=600))
    one.close()
    other.close()


def test_calls_are_forgotten_after_a_month(tmp_path: Path) -> None:
    spending = open_spending(tmp_path)
    spending.reserve(CALL, NONE)
    spending.reserve(replace(CALL, id="c2", at=NOON + timedelta(days=60)), NONE)
    assert spending.used(NOON.date()).calls == 0
    spending.close()


def test_the_migrations_make_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    open_spending(tmp_path).close()
    engine = create_engine(f"sqlite:///{tmp_path / FILE}")
    made = inspect(engine)
    for table in metadata.sorted_tables:
        columns = {column["name"]: column["nullable"] for column in made.get_columns(table.name)}
        assert columns == {column.name: column.nullable for column in table.columns}
    engine.dispose()
