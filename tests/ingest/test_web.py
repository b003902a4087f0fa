"""Fetching for others: within the limits, from public addresses, and with a sentence for whatever goes wrong."""

from __future__ import annotations

import gzip
import ipaddress
import time
import zlib
from collections.abc import Iterator

import pytest

from ingest import web
from ingest.network import is_public
from ingest.settings import IngestSettings
from knowledge.errors import SourceRefused, SourceUnavailable, UnreadableSource
from tests.support.pages import Pages, cut_short, dripping_headers, endless, page, redirect, serving, silence

OPEN = IngestSettings(allow_private_urls=True, fetch_timeout_s=3)
HASTY = OPEN.model_copy(update={"fetch_timeout_s": 0.4})
SMALL = OPEN.model_copy(update={"max_source_mb": 0.01})


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    with serving() as running:
        yield running


def test_a_page_arrives_whole_with_what_the_server_says_of_it(pages: Pages) -> None:
    url = pages.serve("/report", page("<p>Käse</p>", ETag='"v1"', Last_Modified="Tue, 03 Mar 2026 10:00:00 GMT"))
    fetched = web.fetch(url, OPEN)
    assert fetched.data.decode() == "<p>Käse</p>"
    assert fetched[1:] == ("text/html; charset=utf-8", url, '"v1"', "Tue, 03 Mar 2026 10:00:00 GMT")


def test_a_request_says_who_asks_and_for_which_host(pages: Pages) -> None:
    web.fetch(pages.serve("/who", page("x")), OPEN)
    headers = pages.asked[-1][1]
    assert headers["User-Agent"].startswith("Footnote/")
    assert headers["Host"] == pages.base.removeprefix("http://")


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_packed_page_is_unpacked(pages: Pages, encoding: str, pack: object) -> None:
    url = pages.serve(f"/{encoding}", page(pack(b"plain words"), Content_Encoding=encoding))  # type: ignore[operator]
    assert web.fetch(url, OPEN).data == b"plain words"


def test_redirects_are_followed_and_the_last_address_is_told(pages: Pages) -> None:
    end = pages.serve("/end", page("here"))
    pages.serve("/middle", redirect(end, 301))
    fetched = web.fetch(pages.serve("/start", redirect("/middle", 307)), OPEN)
    assert (fetched.data, fetched.final_url) == (b"here", end)


def test_what_fails_for_a_moment_is_tried_again(pages: Pages) -> None:
    url = pages.serve("/shaky", page("", status=503), cut_short(), page("third time lucky"))
    assert web.fetch(url, OPEN).data == b"third time lucky"


def test_it_is_tried_again_a_few_times_only(pages: Pages) -> None:
    url = pages.serve("/down", page("", status=503))
    with pytest.raises(SourceUnavailable, match=r"HTTP 503.*try again later"):
        web.fetch(url, OPEN)
    assert [path for path, _ in pages.asked].count("/down") == 3


def test_what_is_not_there_is_not_asked_for_again(pages: Pages) -> None:
    with pytest.raises(UnreadableSource, match=r"is not there \(HTTP 404\): check the address"):
        web.fetch(f"{pages.base}/missing", OPEN)
    assert [path for path, _ in pages.asked].count("/missing") == 1


@pytest.mark.parametrize(
    ("status", "error", "says"),
    [
        (410, UnreadableSource, "is not there"),
        (403, UnreadableSource, "without signing in"),
        (418, UnreadableSource, "check the address"),
        (429, SourceUnavailable, "asked for too often"),
        (500, SourceUnavailable, "try again later"),
    ],
)
def test_each_failure_says_whether_to_mend_or_to_wait(
    pages: Pages, status: int, error: type[Exception], says: str
) -> None:
    url = pages.serve(f"/status/{status}", page("", status=status))
    with pytest.raises(error, match=says):
        web.fetch(url, OPEN)


@pytest.mark.parametrize(
    "slow", [silence(5), endless(b"x", 0.05), dripping_headers(0.05)], ids=["silent", "body drips", "headers drip"]
)
def test_a_slow_page_ends_when_its_time_is_up(pages: Pages, slow: object) -> None:
    url = pages.serve(f"/slow/{id(slow)}", slow)  # type: ignore[arg-type]
    began = time.monotonic()
    with pytest.raises(SourceUnavailable, match=r"did not arrive within 0\.4 s"):
        web.fetch(url, HASTY)
    assert 0.35 < time.monotonic() - began < 2


def test_redirects_in_a_circle_are_given_up(pages: Pages) -> None:
    pages.serve("/b", redirect("/a"))
    with pytest.raises(UnreadableSource, match="in a circle"):
        web.fetch(pages.serve("/a", redirect("/b")), OPEN)


def test_too_many_redirects_are_given_up(pages: Pages) -> None:
    for number in range(9):
        pages.serve(f"/hop/{number}", redirect(f"/hop/{number + 1}"))
    with pytest.raises(UnreadableSource, match="more than 5 times"):
        web.fetch(f"{pages.base}/hop/0", OPEN)
    assert sum(path.startswith("/hop/") for path, _ in pages.asked) == 6


def test_a_page_that_is_announced_too_large_is_not_downloaded(pages: Pages) -> None:
    url = pages.serve("/announced", page(b"", Content_Length="200000000"))
    with pytest.raises(SourceRefused, match=r"larger than 0\.01 MB.*max_source_mb"):
        web.fetch(url, SMALL)


def test_a_page_that_grows_too_large_is_cut_off(pages: Pages) -> None:
    with pytest.raises(SourceRefused, match=r"larger than 0\.01 MB"):
        web.fetch(pages.serve("/endless", endless(b"x" * 4096)), SMALL)


def test_the_limit_holds_for_what_a_page_unpacks_to(pages: Pages) -> None:
    bomb = gzip.compress(b"\0" * 5_000_000)
    assert len(bomb) < 10_000
    with pytest.raises(SourceRefused, match=r"larger than 0\.01 MB"):
        web.fetch(pages.serve("/bomb", page(bomb, Content_Encoding="gzip")), SMALL)


@pytest.mark.parametrize(
    ("path", "answer", "says"),
    [
        ("/photo", page(b"\x89PNG", "image/png"), "no text but image/png"),
        ("/film", page(b"", "video/mp4"), "no text but video/mp4"),
        ("/brotli", page(b"x", Content_Encoding="br"), "not asked for"),
        ("/garbled", page(b"no gzip", Content_Encoding="gzip"), "garbled"),
        ("/nowhere", redirect("http://[broken"), "no URL"),
    ],
)
def test_what_is_nothing_to_read_is_said_to_be(pages: Pages, path: str, answer: object, says: str) -> None:
    with pytest.raises(UnreadableSource, match=says):
        web.fetch(pages.serve(path, answer), OPEN)  # type: ignore[arg-type]


def test_a_redirect_may_not_leave_the_web(pages: Pages) -> None:
    with pytest.raises(SourceRefused, match="http or https"):
        web.fetch(pages.serve("/out", redirect("file:///etc/passwd")), OPEN)


# -- private addresses -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "10.0.0.7",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "017700000001",
        "0x7f.1",
        "[fe80::1]",
        "[fd00::1]",
        "224.0.0.1",
        "100.64.0.1",
        "168.63.129.16",
    ],
)
def test_private_addresses_are_refused_however_they_are_written(host: str) -> None:
    with pytest.raises(
        SourceRefused, match=r"^http://.*, a private address: save it and ingest the file, or set allow_private_urls\.$"
    ):
        web.fetch(f"http://{host}:9/", IngestSettings())


def test_a_private_server_is_not_even_connected_to(pages: Pages) -> None:
    url = pages.serve("/secret", page("secret"))
    with pytest.raises(SourceRefused):
        web.fetch(url, IngestSettings())
    assert "/secret" not in [path for path, _ in pages.asked]


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_addresses_that_anyone_may_have_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["64:ff9b::a00:1", "2002:7f00:1::", "2001:0:53aa:64c::f5ff:fffe", "ff02::1", "240.0.0.1", "255.255.255.255", "::"],
)
def test_an_address_that_wraps_or_is_set_apart_for_something_else_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


# -- how a URL is written ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("HTTPS://Example.COM:443/A?b=C#part", "https://example.com/A?b=C"),
        ("http://example.com", "http://example.com/"),
        (" http://münchen.de/käse ", "http://xn--mnchen-3ya.de/k%C3%A4se"),
        ("http://example.com:8080/", "http://example.com:8080/"),
    ],
)
def test_one_page_has_one_spelling(written: str, normal: str) -> None:
    assert web.normalise(written) == normal
    assert web.normalise(normal) == normal


@pytest.mark.parametrize(
    "url", ["http://", "http://[::1", "http://a:99999/", "http://exa mple/", "http:///path", "http://0177.0.0.1/"]
)
def test_what_is_no_url_is_unreadable(url: str) -> None:
    with pytest.raises(UnreadableSource, match="is no valid URL"):
        web.normalise(url)


@pytest.mark.parametrize("url", ["ftp://example.com/a", "file:///etc/passwd", "gopher://example.com"])
def test_only_the_web_is_fetched_from(url: str) -> None:
    with pytest.raises(SourceRefused, match="no http or https"):
        web.normalise(url)


def test_a_password_in_a_url_is_refused_and_not_repeated() -> None:
    with pytest.raises(SourceRefused, match="user name or password") as caught:
        web.normalise("https://ann:hunter2@example.com/")
    assert "hunter2" not in str(caught.value)
