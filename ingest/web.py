"""Fetches a page for somebody else: public addresses only, no larger and no slower than the settings allow.

Addresses are checked where the connection is made, on each redirect anew, so that a name cannot be looked up as one
address and reached as another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple, cast

import httpcore
import httpx
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, stop_before_delay, wait_exponential

from ingest.network import Deadline, Guard, GuardedTransport
from ingest.settings import IngestSettings
from knowledge.errors import FootnoteError, SourceRefused, SourceUnavailable, UnreadableSource

_ATTEMPTS = 3
_MB = 1_000_000
_ENCODINGS = {"", "identity", "gzip", "deflate"}  # a chunk of the others may unpack to gigabytes
_NO_TEXT = ("image", "video", "audio", "font")
_LATER = {408, 425, 429}
_SIGN_IN = {401, 402, 403, 407}


class Fetched(NamedTuple):
    """What a URL led to."""

    data: bytes
    media_type: str  # as the server declared it, with its charset; empty if it didn't
    final_url: str  # after redirects
    etag: str | None
    last_modified: str | None


class Validators(NamedTuple):
    """What a server said of a page the last time, by which it can tell whether the page is still the same."""

    url: str  # that they are of, after redirects
    etag: str | None
    last_modified: str | None

    def headers(self, url: str) -> dict[str, str]:
        """What to send to an address; nothing to another one than theirs, where the same tag may mean another page."""
        sent = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in sent.items() if value and url == self.url}


NOTHING_KNOWN = Validators("", None, None)


class _Transient(SourceUnavailable):
    """It may go better at once."""


def looks_like_url(text: str) -> bool:
    """Whether something was meant as a URL, of whatever scheme."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.\-]*://", text) is not None


def normalise(url: str) -> str:
    """One spelling a URL: scheme and host in small letters, no default port, no fragment, at least a path of "/".

    Raises SourceRefused for a scheme other than http and https and for a user name or password in the URL, and
    UnreadableSource for what is no URL.
    """
    try:
        parsed = httpx.URL(url.strip())
        host = parsed.raw_host.decode()
    except (httpx.InvalidURL, UnicodeError) as error:
        raise UnreadableSource(f"{url} is no valid URL: check how it is written.") from error
    if parsed.scheme not in {"http", "https"}:
        raise SourceRefused(f"{url} is no http or https address: save what is there and ingest the file.")
    if parsed.userinfo:
        safe = parsed.copy_with(username=None, password=None)
        raise SourceRefused(f"{safe} was given with a user name or password in it: leave it out, or save the page.")
    if not re.fullmatch(r"[\w.\-]+|[0-9A-Fa-f:.]+", host) or not 0 < (parsed.port or 80) < 65536:
        raise UnreadableSource(f"{url} is no valid URL: check how it is written.")
    return str(parsed.copy_with(raw_path=parsed.raw_path, fragment=None))


def fetch(url: str, settings: IngestSettings) -> Fetched:
    """Get what a URL leads to, unpacked; a failure that may pass is tried again a few times within the time limit.

    Raises SourceUnavailable (no answer, 5xx, too many requests), UnreadableSource (not there, not for reading) and
    SourceRefused (private address, too large, scheme).
    """
    return cast("Fetched", fetch_if_changed(url, settings, NOTHING_KNOWN))  # None is for what is known


def fetch_if_changed(url: str, settings: IngestSettings, known: Validators) -> Fetched | None:
    """The same, or None if the server says that the page is still the one that is known. Raises as ``fetch``."""
    deadline = Deadline(settings.fetch_timeout_s)
    retrying = Retrying(
        retry=retry_if_exception_type(_Transient),
        stop=stop_after_attempt(_ATTEMPTS) | stop_before_delay(settings.fetch_timeout_s),
        wait=wait_exponential(multiplier=0.2, max=2),
        reraise=True,
    )
    try:
        return retrying(_get, normalise(url), settings, deadline, known)
    except httpcore.TimeoutException as error:
        raise SourceUnavailable(
            f"{url} did not arrive within {settings.fetch_timeout_s:g} s: try again later, or raise the time limit."
        ) from error


def _get(url: str, settings: IngestSettings, deadline: Deadline, known: Validators) -> Fetched | None:
    guard = Guard(url, deadline, settings.allow_private_urls)
    headers = {"User-Agent": f"Footnote/{_version()}", "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
    with httpx.Client(transport=GuardedTransport(guard), headers=headers, trust_env=False) as client:
        try:
            return _follow(client, url, settings, known)
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _Transient(f"{url} could not be fetched ({_reason(error)}): try again later.") from error


def _follow(client: httpx.Client, url: str, settings: IngestSettings, known: Validators) -> Fetched | None:
    hop, seen = url, [url]
    for _ in range(settings.max_redirects + 1):
        conditions = known.headers(hop)
        with client.stream("GET", hop, headers=conditions) as response:
            if conditions and response.status_code == httpx.codes.NOT_MODIFIED:
                return None
            if not response.has_redirect_location:
                return _receive(response, url, settings)
            hop = _next(response, url)
            seen.append(hop)
    if len(set(seen)) < len(seen):
        raise UnreadableSource(f"{url} redirects in a circle: find in a browser where it ends and give that address.")
    raise UnreadableSource(
        f"{url} redirects more than {settings.max_redirects} times: give the address that it ends at."
    )


def _next(response: httpx.Response, url: str) -> str:
    try:
        return normalise(str(response.url.join(response.headers["location"])))
    except (httpx.InvalidURL, UnreadableSource) as error:
        raise UnreadableSource(f"{url} redirects to something that is no URL: check the address.") from error
    except SourceRefused as error:
        raise SourceRefused(f"{url} redirects to where it may not be followed: {error}") from error


def _receive(response: httpx.Response, url: str, settings: IngestSettings) -> Fetched:
    if not response.is_success:
        raise _unsuccessful(response.status_code, url)
    media_type = response.headers.get("content-type", "")
    if media_type.partition("/")[0].strip().lower() in _NO_TEXT:
        raise UnreadableSource(f"{url} is no text but {media_type}: give the address of the page or report itself.")
    if response.headers.get("content-encoding", "").strip().lower() not in _ENCODINGS:
        raise UnreadableSource(f"{url} is packed in a way that was not asked for: save the page and ingest the file.")
    return Fetched(
        data=b"".join(_within(response, url, settings.max_source_mb)),
        media_type=media_type,
        final_url=str(response.url),
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
    )


def _within(response: httpx.Response, url: str, limit_mb: float) -> Iterator[bytes]:
    """The content, unpacked, as long as it stays within the limit."""
    refused = SourceRefused(f"{url} is larger than {limit_mb:g} MB: give a smaller one, or raise max_source_mb.")
    declared = response.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit_mb * _MB:
        raise refused
    size = 0
    try:
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > limit_mb * _MB:
                raise refused
            yield chunk
    except httpx.DecodingError as error:
        raise UnreadableSource(f"{url} arrived garbled: save the page and ingest the file.") from error


def _unsuccessful(status: int, url: str) -> FootnoteError:
    if status in {404, 410}:
        return UnreadableSource(f"{url} is not there (HTTP {status}): check the address.")
    if status in _SIGN_IN:
        return UnreadableSource(f"{url} may not be read without signing in (HTTP {status}): save it, ingest the file.")
    if status == 429:
        return _Transient(f"{url} is asked for too often (HTTP 429): try again later.")
    if status >= 500 or status in _LATER:
        return _Transient(f"{url} could not be served just now (HTTP {status}): try again later.")
    return UnreadableSource(f"{url} could not be fetched (HTTP {status}): check the address.")


def _reason(error: Exception) -> str:
    why = re.sub(r"^\[(?:Errno|SSL)[^\]]*\]\s*|\s*\(_ssl\.c:\d+\)", "", str(error)).strip().rstrip(".")
    return f"{why[0].lower()}{why[1:]}" if why else "the connection broke off"


@cache
def _version() -> str:
    try:
        return version("footnote")
    except PackageNotFoundError:  # run from a checkout that nobody installed
        return "0"
