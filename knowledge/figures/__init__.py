"""The grammar of figures in running text: what they are worth, in which unit, and how exactly they are meant."""

from knowledge.figures.reading import figures
from knowledge.figures.record import Figure, Unit

__all__ = ["Figure", "Unit", "figures"]
