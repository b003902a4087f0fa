"""Load on `footnote serve`: signed requests of a loopback Slack, at a rate that doesn't wait for answers.

Three runs against one process with its models, on the starter or a library of yours: one question at a time; questions
that were asked before (``--stored`` a second), which come from what is kept; and new ones (``--new`` a second), each
worked out. With ``--soak N`` N more follow, one in ten of them new, and memory is shown as they go.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
from aiohttp import ClientError, ClientSession

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.loopback import AppConfig, LoopbackSlack, User  # noqa: E402
from bot.loopback.records import Channel  # noqa: E402
from bot.slack.manifest import EVENTS_PATH, manifest  # noqa: E402

STORED = (
    "Who owns AI in most companies?",
    "How many organizations were asked?",
    "What share has a dedicated team for AI workflows?",
    "Where does AI work best?",
    "What share of organizations uses five or more data sources?",
    "How many hospitals in Japan use AI for surgery?",
    "What did the survey find in 1999?",
)
FORMS = (
    "What share of organizations {}?", "How many companies {}?", "Which teams {}?", "Who says that they {}?",
    "What do the reports say about firms that {}?", "Is it common that organizations {}?",
)  # fmt: skip
VERBS = ("use", "own", "plan", "measure", "trust", "pay for", "build", "test", "share", "govern")
THINGS = (
    "AI workflows", "five or more data sources", "a dedicated AI team", "their data pipelines", "central IT",
    "vector databases", "agents in production", "customer data", "training budgets", "open models", "dashboards",
    "quality checks",
)  # fmt: skip
WHERE = ("", " in hospitals", " in retail", " in 2024", " at large companies", " with a budget")
PEOPLE = [User(f"U0P{n:03}", f"person{n}") for n in range(100)]
CHANNELS = [Channel(f"C0C{n:03}", f"channel-{n}", "channel", {each.id for each in PEOPLE}) for n in range(50)]
PATIENCE_S = 120.0
SOAKED = 1_000  # questions between two looks at memory


def new_questions() -> Iterator[str]:
    """Some thousands of different ones, in an order that is the same every time; then more, numbered."""
    parts = list(itertools.product(FORMS, VERBS, THINGS, WHERE))
    random.Random(7).shuffle(parts)  # noqa: S311  (questions, not secrets)
    for round_ in itertools.count():
        for form, verb, thing, where in parts:
            said = form.format(f"{verb} {thing}{where}")
            yield said if not round_ else f"{said[:-1]}, for the {round_ + 1}th time?"


class Load:
    """Asks, and knows when each question was answered."""

    def __init__(self, slack: LoopbackSlack, process: psutil.Process) -> None:
        self._slack, self._process = slack, process
        self._chance = random.Random(11)  # noqa: S311
        self._seen = 0
        self._begun: dict[str, float] = {}
        self._took: dict[str, float] = {}

    async def ask(self, text: str) -> None:
        """Somebody asks it somewhere."""
        person, channel = self._chance.choice(PEOPLE), self._chance.choice(CHANNELS)
        begun = time.monotonic()
        asked = await self._slack.post(person.id, channel.id, f"<@{self._slack.bot}> {text}", wait=False)
        self._begun[asked.ts] = begun

    async def at_rate(self, name: str, questions: Iterator[str], rate: float, seconds: float) -> bool:
        """So many a second for so long, whatever becomes of them; whether all were answered."""
        self._begun, self._took = {}, {}
        before, cpu = self.memory_mb(), self._process.cpu_times()
        begun, count = time.monotonic(), round(rate * seconds)
        for n in range(count):
            await asyncio.sleep(max(0.0, begun + n / rate - time.monotonic()))
            await self.ask(next(questions))
        arrived = time.monotonic() - begun
        await self.settled()
        after = self._process.cpu_times()
        used = (after.user + after.system - cpu.user - cpu.system) / (time.monotonic() - begun)
        print(f"{name}: {count} questions at {count / arrived:.1f} a second, wanted {rate:g}")
        show("  answered after", list(self._took.values()))
        print(f"  unanswered {count - len(self._took)}; all answered {time.monotonic() - begun:.1f} s after the first")
        print(f"  memory {before:,.0f} MB before, {self.memory_mb():,.0f} MB after; {used:.2f} processors used")
        return len(self._took) == count

    async def settled(self) -> None:
        """Wait until all that was asked is answered, or long enough."""
        end = time.monotonic() + PATIENCE_S
        while len(self._took) < len(self._begun) and time.monotonic() < end:
            self._look()
            await asyncio.sleep(0.02)

    def _look(self) -> None:
        calls = self._slack.calls
        for call in calls[self._seen :]:
            thread = str(call.arguments.get("thread_ts"))
            if call.method == "chat.postMessage" and thread in self._begun:
                self._took.setdefault(thread, call.monotonic - self._begun[thread])
        self._seen = len(calls)

    def memory_mb(self) -> float:
        """Resident."""
        return float(self._process.memory_info().rss) / 2**20


def show(what: str, seconds: Sequence[float]) -> None:
    """Percentiles, in ms."""
    if not seconds:
        print(f"{what} never")
        return
    ordered = sorted(seconds)

    def at(share: float) -> float:
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    median = 1000 * statistics.median(ordered)
    print(f"{what} median {median:,.0f} ms, p95 {at(0.95):,.0f}, p99 {at(0.99):,.0f}, max {at(1):,.0f}")


@asynccontextmanager
async def served(library: str, slack: LoopbackSlack) -> AsyncIterator[psutil.Process]:
    """The service in a process of its own, once it is ready."""
    variables = {
        "FOOTNOTE_LIBRARY": library,
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.app.bot_token,
        "SLACK_SIGNING_SECRET": slack.app.signing_secret,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", "--port", "0", cwd=ROOT, env=os.environ | variables,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stderr  # noqa: S101  (it was asked for)
        said = ""
        while not said.startswith("Serving at "):
            said = (await process.stderr.readline()).decode()
            if not said:
                sys.exit("The service didn't start.")
        drained = asyncio.create_task(process.stderr.read())
        address = said.removeprefix("Serving at ").split(": ")[0]
        slack.request_url = address + EVENTS_PATH
        await ready(f"{address}/readyz")
        yield psutil.Process(process.pid)
        process.terminate()
        await drained
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def ready(url: str) -> None:
    """Wait until it is."""
    async with ClientSession() as client, asyncio.timeout(120):
        while True:
            try:
                async with client.get(url) as response:
                    if response.status == 200:
                        return
            except ClientError:
                pass
            await asyncio.sleep(0.1)


async def main() -> int:
    """Run it all; 0 if every question was answered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=float, default=50.0, metavar="RATE", help="stored answers a second")
    parser.add_argument("--new", type=float, default=6.0, metavar="RATE", help="new questions a second")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long each")
    parser.add_argument("--soak", type=int, default=0, metavar="N", help="so many more, one in ten of them new")
    parser.add_argument("--library", metavar="FOLDER", help="one that is there; else the starter's, which is made")
    given = parser.parse_args()
    app = AppConfig.from_manifest(manifest("https://footnote.example.org"))
    with tempfile.TemporaryDirectory(prefix="footnote-load-") as made:
        async with LoopbackSlack(app, users=PEOPLE, channels=CHANNELS, transport="http") as slack:
            for channel in slack.channels():
                await slack.join(slack.bot, channel.id)
            async with served(given.library or made, slack) as process:
                load, new, stored = Load(slack, process), new_questions(), itertools.cycle(STORED)
                fine = await load.at_rate("first of all", stored, 2, len(STORED) / 2)
                fine &= await load.at_rate("stored", stored, given.stored, given.seconds)
                fine &= await load.at_rate("new", new, given.new, given.seconds)
                mixed = (next(stored) if n % 10 else next(new) for n in itertools.count())
                rate = min(10 * given.new, given.stored)
                for done in range(0, given.soak, SOAKED):
                    fine &= await load.at_rate(f"soak, from {done:,}", mixed, rate, SOAKED / rate)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
