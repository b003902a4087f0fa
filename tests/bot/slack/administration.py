"""What the tests of administration share: a folder of reports as a source, and what is pressed and read."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from bot.loopback import Message, View
from bot.wiring import Services
from ingest.reingest import Order
from knowledge.models.scripted import HashingEmbedder
from knowledge.ports import Vectors
from knowledge.sources import Said
from tests.bot.slack.test_app_actions import buttons
from tests.bot.slack.workspace import ADA, Bench, pets

T = TypeVar("T")
HENS = "# Hens\n\nOf the farms, {share}% keep hens in a barn.\n\nAll of them have a door.\n"


class Farm:
    """Services with one published document and a folder of two more as their source."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "reports"
        self.folder.mkdir()
        self.services: Services = pets()
        self.embedder = Waiting()
        self.services.embedder = self.embedder
        self.write(40)
        self.services.registrar.add(str(self.folder), Said(), "ada")

    def write(self, share: int, name: str = "hens.md") -> None:
        (self.folder / name).write_text(HENS.format(share=share))

    def set(self, **settings: Any) -> None:
        """Settings that count from now on."""
        self.services.settings = self.services.settings.model_copy(update=settings)
        for part in ("golden", "pipeline", "reingest", "uploads", "registrar"):
            self.services.__dict__.pop(part, None)

    def publish(self) -> None:
        """What is in the folder now, as an edition."""
        self.services.reingest.run(Order("ada", publish=True))

    def stage(self, share: int = 55) -> int:
        """Another figure, staged by somebody else; the number."""
        self.write(share)
        report = self.services.reingest.run(Order("U0BORIS", publish=False)).report
        assert report.staged
        return report.staged.id

    @property
    def edition(self) -> int:
        current = self.services.catalogue.current()
        return current.id if current else 0

    @property
    def acts(self) -> list[tuple[str, str, int | None]]:
        return [(act.who, act.what, act.edition) for act in self.services.catalogue.acts()]


class Waiting(HashingEmbedder):
    """An embedder that can be held, as a large document holds it."""

    def __init__(self) -> None:
        super().__init__()
        self.free = threading.Event()
        self.free.set()

    def embed(self, texts: Sequence[str]) -> Vectors:
        if len(texts) > 1 or not self.free.is_set():  # a question is one text, and must not wait
            self.free.wait(20)
        return super().embed(texts)


def ready(at: Bench) -> Bench:
    """The same, with progress that is shown as it comes."""
    at.parts.edit_s = 0.02
    return at


async def until(at: Bench, condition: Callable[[], T | None]) -> T:
    """What comes of it, also where the machine has other things to do."""
    return await at.slack.until(condition, timeout_s=20)


def direct(at: Bench, user: str = ADA) -> list[Message]:
    """What the bot said in the direct message."""
    return at.slack.replies(at.slack.dm(user))


async def press(at: Bench, where: Message | View, name: str, user: str = ADA) -> None:
    """Press the first button whose name begins so, and wait."""
    await at.slack.press(user, where, button(where, name))
    await at.settled()


def button(where: Message | View, name: str) -> str:
    return next(each for each in buttons(where) if re.fullmatch(rf"{name}(?::\d+)?", each))


def has(where: Message | View, name: str) -> bool:
    return any(re.fullmatch(rf"{name}(?::\d+)?", each) for each in buttons(where))


def modal(at: Bench, user: str = ADA) -> View:
    shown = at.slack.modal(user)
    assert shown is not None
    return shown


async def submit(at: Bench, reason: str | None = None, user: str = ADA) -> None:
    """Send the modal in, with a reason."""
    values: Any = {"reason": {"reason": reason}} if reason is not None else {}
    await at.slack.submit(user, modal(at, user), values)
    await at.settled()
