"""A transport for httpx that connects to public addresses only and ends when its time is up."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import httpcore
import httpx

from knowledge.errors import SourceRefused, SourceUnavailable

# Public by their number, yet they answer from inside of a cloud with what is nobody else's business.
_METADATA = frozenset({ipaddress.ip_address("168.63.129.16"), ipaddress.ip_address("100.100.100.200")})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Deadline:
    """A time by which everything has to be over, however slowly it drips."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, at_most: float | None = None) -> float:
        """Seconds that are left, or ``at_most`` if that is less. Raises httpcore.ReadTimeout when none are."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is up")
        return left if at_most is None else min(left, at_most)


class Guard(httpcore.NetworkBackend):
    """Looks a host up, checks every address that it has, and connects to one of those and no other.

    Args:
        url: what was asked for, to be named when it leads to a host that may not be reached.
        deadline: for everything together.
        allow_private: whether any address will do.
    """

    def __init__(self, url: str, deadline: Deadline, allow_private: bool) -> None:
        self._url = url
        self._deadline = deadline
        self._allow_private = allow_private
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect within the time that is left. Raises SourceRefused for a host with a private address."""
        refused: Exception = httpcore.ConnectError("it has no address")
        for address in self._checked(host, port):
            try:
                stream = self._backend.connect_tcp(
                    address, port, self._deadline.left(timeout), local_address, socket_options
                )
            except httpcore.ConnectError as error:
                refused = error
            else:
                return _TimedStream(stream, self._deadline)
        raise refused

    def _checked(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise SourceUnavailable(
                f"{self._url} is on {host}, which cannot be found: check the address, or try again later."
            ) from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._allow_private and not all(is_public(ipaddress.ip_address(address)) for address in addresses):
            raise SourceRefused(
                f"{self._url} is on {host}, a private address: save it and ingest the file, or set allow_private_urls."
            )
        return addresses


def is_public(address: Address) -> bool:
    """Whether anyone on the internet could be at this address; an IPv4 address inside of an IPv6 one counts itself."""
    if isinstance(address, ipaddress.IPv6Address) and (inner := _embedded(address)):
        return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved and address not in _METADATA


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step has only the time that is left for all of them."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class GuardedTransport(httpx.BaseTransport):
    """httpx over a guarded connection. Errors of the network stay httpcore's."""

    def __init__(self, guard: Guard) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=_trusted(), network_backend=guard, http2=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request without content."""
        url = request.url
        response = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
            )
        )
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response))

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


@cache
def _trusted() -> ssl.SSLContext:
    """Whom to trust: SSL_CERT_FILE or SSL_CERT_DIR if they are set, as in a company's network, else certifi's list."""
    return httpx.create_ssl_context(trust_env=True)
