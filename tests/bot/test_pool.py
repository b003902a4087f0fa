"""What the pool of threads promises to a surface."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
import structlog

from bot.pool import Busy, Pool


def test_no_more_work_runs_at_a_time_than_there_are_workers_and_the_rest_waits_its_turn() -> None:
    at_once, most, order = 0, 0, []
    lock = threading.Lock()

    def work(number: int) -> int:
        nonlocal at_once, most
        with lock:
            order.append(number)
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.01)
        with lock:
            at_once -= 1
        return number

    async def run() -> list[int]:
        pool = Pool(2, 100)
        done = await asyncio.gather(*(pool.run(lambda n=n: work(n)) for n in range(12)))  # type: ignore[misc]
        await pool.close()
        return done

    assert asyncio.run(run()) == list(range(12))
    assert most == 2
    assert order == sorted(order)


def test_what_exceeds_the_room_to_wait_is_told_at_once_to_come_again() -> None:
    async def run() -> tuple[str, int]:
        pool, gate = Pool(1, 2), threading.Event()
        waiting = [asyncio.create_task(pool.run(gate.wait)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Busy) as caught:
            await pool.run(gate.wait)
        gate.set()
        await asyncio.gather(*waiting)
        under_way = pool.under_way
        assert await pool.run(lambda: 7) == 7  # there is room again
        await pool.close()
        return str(caught.value), under_way

    sentence, under_way = asyncio.run(run())
    assert "try again" in sentence
    assert under_way == 0


def test_a_page_and_a_record_pass_the_questions_that_wait() -> None:
    async def run() -> tuple[str, str]:
        pool, gate = Pool(1, 50), threading.Event()
        waiting = [asyncio.create_task(pool.run(gate.wait)) for _ in range(20)]
        pages = [asyncio.create_task(pool.page(gate.wait)) for _ in range(2)]
        await asyncio.sleep(0)
        record = await asyncio.wait_for(pool.aside(lambda: "a record"), 1)
        gate.set()
        await asyncio.gather(*waiting[:1], *pages)
        page = await pool.page(lambda: "a page")
        await asyncio.gather(*waiting)
        await pool.close()
        return record, page

    assert asyncio.run(run()) == ("a record", "a page")


def test_a_failure_reaches_who_asked_and_harms_nobody_else() -> None:
    async def run() -> int:
        pool = Pool(1, 5)
        with pytest.raises(ZeroDivisionError):
            await pool.run(lambda: 1 // 0)
        result = await pool.run(lambda: 3)
        await pool.close()
        return result

    assert asyncio.run(run()) == 3


def test_closing_finishes_what_is_under_way_and_takes_nothing_more() -> None:
    async def run() -> list[str]:
        pool, done = Pool(1, 5), list[str]()

        def work() -> None:
            time.sleep(0.05)
            done.append("done")

        tasks = [asyncio.create_task(pool.run(work)) for _ in range(3)]
        await asyncio.sleep(0)
        await pool.close()
        with pytest.raises(Busy, match="restarted"):
            await pool.run(work)
        await asyncio.gather(*tasks)
        await pool.close()
        return done

    assert asyncio.run(run()) == ["done"] * 3


def test_the_thread_sees_what_the_log_lines_of_the_request_carry() -> None:
    async def run() -> dict[str, object]:
        pool = Pool(1, 5)
        with structlog.contextvars.bound_contextvars(request="r1"):
            seen = await pool.run(structlog.contextvars.get_contextvars)
        await pool.close()
        return seen

    assert asyncio.run(run()) == {"request": "r1"}


def test_one_who_stops_waiting_leaves_the_room_taken_until_the_work_is_done() -> None:
    async def run() -> tuple[int, int]:
        pool, gate = Pool(1, 5), threading.Event()
        task = asyncio.create_task(pool.run(gate.wait))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.sleep(0)
        during = pool.under_way
        gate.set()
        await pool.close()
        return during, pool.under_way

    assert asyncio.run(run()) == (1, 0)
