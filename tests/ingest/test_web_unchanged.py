"""Asking whether a page has changed: what is sent, and what the answer is taken for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.settings import IngestSettings
from ingest.web import Fetched, Validators, fetch, fetch_if_changed
from knowledge.errors import UnreadableSource
from tests.support.pages import Pages, page, redirect, serving, tagged

SETTINGS = IngestSettings(allow_private_urls=True, fetch_timeout_s=5)
TUESDAY = "Tue, 03 Mar 2026 10:00:00 GMT"


@pytest.fixture
def pages() -> Iterator[Pages]:
    with serving() as served:
        yield served


def known(fetched: Fetched) -> Validators:
    return Validators(fetched.final_url, fetched.etag, fetched.last_modified)


def asked(pages: Pages, turn: int = -1) -> dict[str, str]:
    return {name.lower(): value for name, value in pages.asked[turn][1].items()}


@pytest.mark.parametrize(
    ("etag", "last_modified", "sent"),
    [
        ('"a1"', None, {"if-none-match": '"a1"'}),
        ('W/"a1"', TUESDAY, {"if-none-match": 'W/"a1"', "if-modified-since": TUESDAY}),
        (None, TUESDAY, {"if-modified-since": TUESDAY}),
    ],
)
def test_a_page_that_is_as_it_was_is_not_sent_again(
    pages: Pages, etag: str | None, last_modified: str | None, sent: dict[str, str]
) -> None:
    url = pages.serve("/", tagged("<p>Apples.</p>", etag, last_modified))
    first = fetch(url, SETTINGS)
    assert "if-none-match" not in asked(pages)
    assert fetch_if_changed(url, SETTINGS, known(first)) is None
    assert {name: value for name, value in asked(pages).items() if name.startswith("if-")} == sent


def test_a_page_that_has_changed_arrives_with_what_identifies_it_now(pages: Pages) -> None:
    url = pages.serve("/", tagged("<p>Apples.</p>", '"a1"'), tagged("<p>Pears.</p>", '"a2"'))
    changed = fetch_if_changed(url, SETTINGS, known(fetch(url, SETTINGS)))
    assert changed
    assert (changed.data, changed.etag) == (b"<p>Pears.</p>", '"a2"')


def test_a_page_that_leads_elsewhere_now_is_fetched_although_its_tag_is_the_same(pages: Pages) -> None:
    """A tag means something at its own address alone: version 1 of one page is not version 1 of another."""
    old = pages.serve("/old", tagged("<p>Apples.</p>", '"1"'))
    new = pages.serve("/new", tagged("<p>Pears.</p>", '"1"'))
    start = pages.serve("/", redirect(old), redirect(new))
    changed = fetch_if_changed(start, SETTINGS, known(fetch(start, SETTINGS)))
    assert changed
    assert (changed.data, changed.final_url) == (b"<p>Pears.</p>", new)
    assert "if-none-match" not in asked(pages)


def test_behind_a_redirect_the_last_address_is_asked(pages: Pages) -> None:
    start = pages.serve("/", redirect(pages.serve("/new", tagged("<p>Apples.</p>", '"1"'))))
    assert fetch_if_changed(start, SETTINGS, known(fetch(start, SETTINGS))) is None
    assert "if-none-match" not in asked(pages, -2)


def test_a_304_that_nobody_asked_for_is_no_page(pages: Pages) -> None:
    url = pages.serve("/", page(b"", None, status=304))
    with pytest.raises(UnreadableSource, match="HTTP 304"):
        fetch(url, SETTINGS)
