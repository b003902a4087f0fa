"""The parts of a model that writes, each built when it is first needed; None where no model is set."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.wiring import Services
    from ingest.labelling import Labeller
    from knowledge.writing.answers import WrittenAnswers
    from knowledge.writing.calling import CarefulWriter
    from knowledge.writing.spending import Spending
    from knowledge.writing.understanding import Understanding


class WritingParts:
    """A part of ``bot.wiring.Services``."""

    settings: Settings

    @cached_property
    def spending(self) -> Spending:
        """What calls of the model used. Raises LibraryError."""
        from bot.stores.spending import open_spending

        return open_spending(self.settings.place)

    @cached_property
    def writer(self) -> CarefulWriter | None:
        """The model, within its bounds. Raises InvalidSettings, ModelUnavailable and LibraryError."""
        if not self.settings.writer:
            return None
        from bot.writing import careful_writer

        return careful_writer(cast("Services", self))

    @cached_property
    def written(self) -> WrittenAnswers | None:
        """What puts quoted answers into prose."""
        if self.writer is None:
            return None
        from bot.writing import written_answers

        return written_answers(cast("Services", self), self.writer)

    @cached_property
    def understanding(self) -> Understanding | None:
        """What asks the model what a follow-up means."""
        if self.writer is None:
            return None
        from bot.writing import understanding

        return understanding(self.writer)

    @cached_property
    def labeller(self) -> Labeller | None:
        """What proposes labels for statistics at ingest."""
        if self.writer is None:
            return None
        from bot.writing import labeller

        return labeller(self.writer)
