"""Keeps secrets out of what is said and written: those of the settings, and whatever looks like one.

A secret reaches a log or a sentence by way of somebody else's error, such as the address of a server with its password.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

HIDDEN = "**********"  # as settings show one
SHORTEST = 4  # characters; a shorter one would take ordinary words with it

_LOOKING_LIKE_ONE = re.compile(
    r"""\bxox[a-z]-[\w-]{8,}|\bxapp-[\w-]{8,}                 # Slack's tokens: those of installations are in no setting
    |\bsk-[\w-]{16,}                                          # a key of a provider of models
    |(?<=[Bb]earer\ )[\w.~+/=-]{8,}                           # a token in a header
    |\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}                     # a signed token of Microsoft's
    |(?<=://)[^/\s:@]*:[^/\s@]+(?=@)                          # a name and a password in an address
    """,
    re.VERBOSE,
)


def secret_values(values: Iterable[object]) -> tuple[str, ...]:
    """The secrets among settings, longest first; of an address its password as well."""
    found: set[str] = set()
    for value in values:
        if isinstance(value, SecretStr):
            found |= {value.get_secret_value(), *_within(value.get_secret_value())}
    return tuple(sorted((each for each in found if len(each) >= SHORTEST), key=len, reverse=True))


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """A text without secrets, and without what looks like one."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return _LOOKING_LIKE_ONE.sub(HIDDEN, text)


def _within(secret: str) -> set[str]:
    stripped = secret.strip()
    try:
        password = urlsplit(stripped).password if "://" in stripped else None
    except ValueError:
        password = None
    return {stripped} | ({password, unquote(password)} if password else set())
