"""Load: many people ask at once. The bot runs as `footnote slack`, with its models, against the loopback Slack.

First one question after the other, to see how soon the first sign and the answer come when nothing else is going on;
then ``--questions`` mentions within ``--within`` seconds, and the same again, to see that memory stays where it is.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.loopback import AppConfig, LoopbackSlack, Message, User  # noqa: E402
from bot.loopback.records import Channel  # noqa: E402
from bot.slack.manifest import manifest  # noqa: E402

QUESTIONS = (
    "Who owns AI in most companies?",
    "How many organizations were asked?",
    "What share has a dedicated team for AI workflows?",
    "Where does AI work best?",
    "How many hospitals in Japan use AI for surgery?",
    "What share of organizations uses five or more data sources?",
    "Is central IT responsible for AI workflows?",
    "What did the survey find in 1999?",
)
PEOPLE = [User(f"U0P{n:03}", f"person{n}") for n in range(50)]
IDLE = 25


def channels() -> list[Channel]:
    """Ten channels with everybody in them."""
    members = {person.id for person in PEOPLE}
    return [Channel(f"C0C{n:02}", f"channel-{n}", "channel", set(members)) for n in range(10)]


class Load:
    """One run."""

    def __init__(self, slack: LoopbackSlack, process: psutil.Process) -> None:
        self._slack = slack
        self._process = process
        self._chance = random.Random(7)  # noqa: S311  (questions, not secrets)

    async def ask(self) -> tuple[Message, float]:
        """Somebody asks something somewhere; the message and when."""
        person, channel = self._chance.choice(PEOPLE), f"C0C{self._chance.randrange(10):02}"
        begun = time.monotonic()
        text = f"<@{self._slack.bot}> {self._chance.choice(QUESTIONS)}"
        return await self._slack.post(person.id, channel, text, wait=False), begun

    async def one_after_the_other(self, count: int) -> None:
        """How soon a sign and the answer come when nothing else is going on."""
        signs, answers = [], []
        for _ in range(count):
            asked, begun = await self.ask()
            await self._answered([asked], 60)
            signs.append(self._first(asked, begun, "assistant.threads.setStatus"))
            answers.append(self._first(asked, begun, "chat.postMessage"))
        print(f"one after the other, {count} questions")
        show("  first sign", signs)
        show("  answer", answers)

    async def at_once(self, count: int, within_s: float) -> None:
        """Many questions, and what becomes of them."""
        before = self._process.memory_info().rss
        deliveries = len(self._slack.deliveries)
        begun = time.monotonic()
        asked = []
        for n in range(count):
            asked.append(await self.ask())
            await asyncio.sleep(max(0.0, begun + (n + 1) * within_s / count - time.monotonic()))
        arrived = time.monotonic() - begun
        messages = [message for message, _ in asked]
        await self._answered(messages, 600)
        took = time.monotonic() - begun
        await self._slack.quiet(1.0, 60)
        replies = [len(self._slack.replies(each.channel, each.ts)) for each in messages]
        acks = [each.ack_s for each in self._slack.deliveries[deliveries:]]
        print(f"{count} questions within {arrived:.1f} s")
        show("  acknowledged", [ack for ack in acks if ack is not None])
        show("  first sign", [self._first(each, at, "assistant.threads.setStatus") for each, at in asked])
        show("  answer", [self._first(each, at, "chat.postMessage") for each, at in asked])
        print(f"  all answered after {took:.1f} s; unanswered {replies.count(0)}, twice {sum(n > 1 for n in replies)}")
        print(f"  not acknowledged {acks.count(None)}")
        after = self._process.memory_info().rss
        print(f"  resident memory {before / 2**20:,.0f} MB before, {after / 2**20:,.0f} MB after")

    async def _answered(self, asked: Sequence[Message], within_s: float) -> None:
        waiting = list(asked)

        def done() -> bool:
            waiting[:] = [each for each in waiting if not self._slack.replies(each.channel, each.ts)]
            return not waiting

        await self._slack.until(done, within_s)

    def _first(self, asked: Message, begun: float, method: str) -> float:
        calls = (call for call in self._slack.called(method) if call.arguments.get("thread_ts") == asked.ts)
        return next(call.monotonic for call in calls) - begun


def show(what: str, seconds: Sequence[float]) -> None:
    """Median, 95th and 99th percentile and maximum, in ms."""
    ordered = sorted(seconds)

    def at(share: float) -> float:
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    median = 1000 * statistics.median(ordered)
    print(f"{what:<14} median {median:7,.0f} ms   p95 {at(0.95):7,.0f}   p99 {at(0.99):7,.0f}   max {at(1):7,.0f}")


async def main() -> int:
    """Run it all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--within", type=float, default=10.0, metavar="SECONDS")
    given = parser.parse_args()
    app = AppConfig.from_manifest(manifest())
    with tempfile.TemporaryDirectory(prefix="footnote-load-") as library:
        async with LoopbackSlack(app, users=PEOPLE, channels=channels()) as slack:
            for channel in slack.channels():
                await slack.join(slack.bot, channel.id)
            variables = {"FOOTNOTE_LIBRARY": library, "SLACK_API_URL": slack.api_url}
            tokens = {"SLACK_BOT_TOKEN": app.bot_token, "SLACK_APP_TOKEN": app.app_token}
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "slack", cwd=ROOT, env=os.environ | variables | tokens,
                stdout=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            try:
                await slack.connected(timeout_s=60)
                load = Load(slack, psutil.Process(process.pid))
                warm, _ = await load.ask()
                await load._answered([warm], 120)  # noqa: SLF001
                await slack.quiet(2.0, 120)
                await load.one_after_the_other(IDLE)
                for _ in range(2):
                    await load.at_once(given.questions, given.within)
            finally:
                process.terminate()
                await process.wait()
    return process.returncode or 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
