"""Links that lead to a quote in its source: text fragments for web pages, page numbers for PDF. Pure."""

from __future__ import annotations

import re
from urllib.parse import quote

WHOLE_FRAGMENT = 120  # characters; a longer quote is linked by its first and its last words
END_WORDS = 5


def link_to(uri: str, media_type: str, text: str, page: int | None = None) -> str:
    """Where a browser shows the quote: https://…#:~:text=… for a page, …#page=N for a PDF, else the source itself.

    Text fragments: WICG "URL Fragment Text Directives".
    """
    if media_type == "application/pdf":
        return f"{uri}#page={page}" if page else uri
    if media_type in ("text/html", "application/xhtml+xml") and uri.startswith(("http://", "https://")):
        return f"{uri.partition('#')[0]}#:~:text={_fragment(text)}"
    return uri


def _fragment(text: str) -> str:
    line = re.split(r"\s*(?:\n| \| )\s*", text.strip())[0]
    if len(line) <= WHOLE_FRAGMENT:
        return _escaped(line)
    words = line.split()
    return f"{_escaped(' '.join(words[:END_WORDS]))},{_escaped(' '.join(words[-END_WORDS:]))}"


def _escaped(text: str) -> str:
    # The directive gives "-", "," and "&" a meaning of their own.
    return quote(text, safe="").replace("-", "%2D")
