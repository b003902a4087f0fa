"""Phrases that replies on several surfaces share."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """``1 document``, ``1,200 documents``: for nouns that take an s."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
