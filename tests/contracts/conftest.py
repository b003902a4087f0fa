"""Every contract runs on the real servers, too."""

from __future__ import annotations

from tests.support.chroma_server import chroma_url
from tests.support.postgres import database_url

__all__ = ["chroma_url", "database_url"]
