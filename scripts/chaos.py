"""Chaos: a re-ingest is killed at random moments (SIGKILL) while another process goes on asking.

Each round changes every report, starts a re-ingest in a process of its own, kills it at a random moment of one of its
phases, each as likely as the others, and lets the next one run to its end. All the while another process asks, looks
figures up and checks claims, and holds every reply against the edition that it names: all that it quotes must be of
that edition's round, stand where it says, and have that round's figures. After each round doctor looks at everything.

The stores are the real ones, SQLite and Chroma; the models are the shipped fakes, so that a round takes seconds.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot import doctor  # noqa: E402
from bot.requests import Request, Unwatched  # noqa: E402
from bot.settings import Settings  # noqa: E402
from bot.wiring import Services  # noqa: E402
from ingest.reingest import Order  # noqa: E402
from knowledge.models.scripted import HashingEmbedder  # noqa: E402
from knowledge.sources import Said  # noqa: E402
from scripts.chaos_asking import ANIMALS, figure_of  # noqa: E402

PARAGRAPHS = 150  # of each report
PHASES = ("reading", "embedding", "storing", "publishing", "tidying")  # each is said when it begins
STARTED_S = 60.0  # in which a process has to be there


@dataclass
class Outcome:
    """What the rounds have shown."""

    killed_in: Counter[str] = field(default_factory=Counter)  # by what the run was at
    ended_before: int = 0  # runs that were quicker than their killer
    published_by_the_killed: int = 0
    next_runs: int = 0
    embedded_again: list[float] = field(default_factory=list)  # shares of a round's passages
    wrong: list[str] = field(default_factory=list)
    run_s: float = 0.0

    @property
    def kills(self) -> int:
        """How many runs were really killed."""
        return self.killed_in.total()


# -- the re-ingest, in a process of its own --------------------------------------------------------------------------


class Telling(Unwatched):
    """Says on standard output what the run is at, so that it is known when to kill it."""

    def started(self, total: int) -> None:  # noqa: ARG002
        """It begins to read."""
        _say("reading")

    def embedding(self, done: int, total: int) -> None:
        """It has stored some vectors."""
        _say("storing" if done == total else "embedding")


def reingest(library: Path) -> None:
    """One run over the registered sources; says what it is at, and what it embedded."""
    services = services_on(library)
    publish = services.catalogue.publish

    def told(*arguments: Any, **more: Any) -> Any:
        _say("publishing")
        edition = publish(*arguments, **more)
        _say("tidying")
        return edition

    services.catalogue.publish = told  # type: ignore[method-assign]
    report = services.reingest.run(Order("chaos", publish=True), Telling())
    _say(f"embedded {report.report.passages_embedded}")


def services_on(library: Path) -> Services:
    """The library's, with the fake embedder."""
    services = Services(Settings(library=library))
    services.embedder = HashingEmbedder()
    return services


def called(number: int) -> str:
    """A name for a number; figures would be statistics, of which the reading takes longest."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number)).capitalize()


def _say(what: str) -> None:
    print(what, flush=True)


# -- the rounds ------------------------------------------------------------------------------------------------------


class Chaos:
    """A library, a folder of reports that change, and the process that asks."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.library, self._reports, self._chance = folder / "library", folder / "reports", chance
        self._reports.mkdir()
        self._lasts: dict[str, float] = {}
        self.outcome = Outcome()

    def prepare(self) -> None:
        """The first edition; and how long a run takes, once everything is in memory."""
        self.write(1)
        services = services_on(self.library)
        services.registrar.add(str(self._reports), Said(), "chaos")
        services.reingest.run(Order("chaos", publish=True))
        self.write(2)
        with self._run() as process:
            began = {phase: self._wait_for(phase, process) for phase in PHASES}
            ended = self._wait_for("embedded", process)
        self.outcome.run_s = ended - began["reading"]
        ends = [*list(began.values())[1:], ended]
        self._lasts = {phase: end - began[phase] for phase, end in zip(PHASES, ends, strict=True)}

    def write(self, number: int) -> None:
        """Every report as it is in this round: another figure, and other words around it."""
        for at, animal in enumerate(ANIMALS):
            filler = (
                f"The {animal} called {called(n)} ate red apples on the farm of {called(77 * number + n)} all day."
                for n in range(PARAGRAPHS)
            )
            says = f"In round {number}, {figure_of(number, at)}% of the firms keep a {animal} in the yard."
            text = f"# Report on the {animal}\n\n{says}\n\n" + "\n\n".join(filler) + "\n"
            (self._reports / f"{animal}.md").write_text(text)

    def round(self, number: int) -> None:
        """Change the reports, kill a run over them, and let the next one end; then look at everything."""
        self.write(number)
        before = self._edition()
        self._kill_one()
        if self._edition() != before:
            self.outcome.published_by_the_killed += 1
        self._finish(number)
        self._examine(number)

    def _kill_one(self) -> None:
        phase = self._chance.choice(PHASES)
        with self._run() as process:
            self._wait_for(phase, process)
            with suppress(subprocess.TimeoutExpired):
                process.wait(self._chance.random() * self._lasts[phase])
            process.send_signal(signal.SIGKILL)
            process.communicate()
        if process.returncode == -signal.SIGKILL:
            self.outcome.killed_in[phase] += 1
        else:
            self.outcome.ended_before += 1

    def _finish(self, number: int) -> None:
        with self._run() as process:
            said = process.communicate()[0].split("\n")
        if process.returncode:
            self.outcome.wrong.append(f"round {number}: the next run ended with {process.returncode}")
            return
        self.outcome.next_runs += 1
        embedded = [int(each.split()[1]) for each in said if each.startswith("embedded ")]
        self.outcome.embedded_again.append(sum(embedded) / (len(ANIMALS) * (PARAGRAPHS + 2)))

    def _examine(self, number: int) -> None:
        services = services_on(self.library)
        found = doctor.run(services, Request(command="doctor", user="chaos", surface="terminal"), Unwatched())
        library = [each for each in found.findings if each.wrong and not each.area.startswith(("model", "settings"))]
        self.outcome.wrong += [f"round {number}, doctor: {each.area}: {each.sentence}" for each in library]
        texts = [services.catalogue.text(each) for each in services.edition().revision_ids]
        if len(texts) != len(ANIMALS) or not all(f"round {number}," in text for text in texts):
            self.outcome.wrong.append(f"round {number}: the next run did not publish it whole")
        services.catalogue.close()  # type: ignore[attr-defined]
        services.index.close()  # type: ignore[attr-defined]

    def _edition(self) -> int:
        services = services_on(self.library)
        edition = services.catalogue.current()
        services.catalogue.close()  # type: ignore[attr-defined]
        return edition.id if edition else 0

    @contextmanager
    def _run(self) -> Iterator[subprocess.Popen[str]]:
        command = [sys.executable, str(Path(__file__)), "--reingest", str(self.library)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:
            yield run

    def _wait_for(self, word: str, process: subprocess.Popen[str]) -> float:
        """When the process said so."""
        assert process.stdout is not None  # noqa: S101  (it has a pipe)
        while line := process.stdout.readline():
            if line.split()[:1] == [word]:
                return time.monotonic()
        raise SystemExit(f"A re-ingest did not get to {word}: look at what python scripts/chaos.py --reingest says.")


@contextmanager
def asking(library: Path) -> Iterator[dict[str, Any]]:
    """Another process that asks all the while; afterwards what it has seen is in the mapping."""
    seen: dict[str, Any] = {}
    command = [sys.executable, "-m", "scripts.chaos_asking", str(library)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as process:  # type: ignore[call-overload]
        if process.stdout.readline().strip() != "asking":
            raise SystemExit("The process that asks did not begin.")
        try:
            yield seen
        finally:
            seen.update(json.loads(process.communicate("\n", timeout=STARTED_S)[0].strip().split("\n")[-1]))


def run(kills: int, seed: int) -> tuple[Outcome, dict[str, Any]]:
    """Rounds until so many runs were killed; what they have shown, and what was seen by who asked."""
    folder = Path(tempfile.mkdtemp(prefix="footnote-chaos-"))
    chaos = Chaos(folder, random.Random(seed))  # noqa: S311  (moments, not secrets)
    try:
        chaos.prepare()
        with asking(chaos.library) as seen:
            number = 2
            while chaos.outcome.kills < kills and number < 3 * kills + 3:
                number += 1
                chaos.round(number)
                _show_progress(chaos.outcome, kills)
        return chaos.outcome, seen
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _show_progress(outcome: Outcome, kills: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{outcome.kills} of {kills} killed, {len(outcome.wrong)} wrong ")


def table(outcome: Outcome, seen: dict[str, Any]) -> str:
    """The figures, a line each."""
    killed = ", ".join(f"{outcome.killed_in[phase]} {phase}" for phase in PHASES)
    rows = {
        "runs killed": f"{outcome.kills} ({killed})",
        "of them, after publishing": str(outcome.published_by_the_killed),
        "next runs that ended well": str(outcome.next_runs),
        "embedded again by them, median": f"{100 * median(outcome.embedded_again or [0]):.0f}% of the passages",
        "one run takes": f"{outcome.run_s:.1f} s",
        "replies while it went on": f"{seen['replies']:,} ({seen['asked']:,} answers, {seen['looked_up']:,} look-ups, "
        f"{seen['verified']:,} verdicts)",
        "editions that they came from": str(seen["editions"]),
        "longest wait for a reply": f"{seen['longest_s']:.2f} s",
        "not answered": str(len(seen["unanswered"])),
        "mixed editions": str(len(seen["mixed"])),
        "doctor and next runs, wrong": str(len(outcome.wrong)),
    }
    width = max(map(len, rows))
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows.items())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it, print the table, and end with 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--reingest", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.reingest:
        reingest(given.reingest)
        return 0
    outcome, seen = run(given.kills, given.seed)
    print(table(outcome, seen))
    wrong = [*outcome.wrong, *seen["unanswered"], *seen["mixed"]]
    print("\n".join(wrong[:20]))
    return 1 if wrong or outcome.kills < given.kills else 0


if __name__ == "__main__":
    sys.exit(main())
