"""Keeps everyone else out: only the page that this server served, in a browser on this machine, may drive it.

A name that an attacker's page resolves to 127.0.0.1 comes with a foreign Host, and a foreign page's own requests with
a foreign Origin; neither is let in. What is served may run nothing but the page's own scripts, and fetch from nowhere
else.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' {line}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what comes from elsewhere, and send the page's rules with what is served."""
    if not is_ours(request.headers.get("Host", ""), request.headers.get("Origin")):
        raise web.HTTPForbidden(text="The playground answers its own page alone.")
    return await handler(request)


async def send_rules(request: web.Request, response: web.StreamResponse) -> None:
    """Put the rules on every response (aiohttp's signal before headers go out)."""
    line = f"ws://{request.headers.get('Host', '')}"
    if is_ours(request.headers.get("Host", ""), None):
        response.headers.setdefault("Content-Security-Policy", POLICY.format(line=line))
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def is_ours(host: str, origin: str | None) -> bool:
    """Whether a request with these headers comes from the page itself, or from someone who types the address."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    return name in LOOPBACK and origin in {None, f"http://{host}"}
