"""Whether an address answers well, for a container's health check: ``python -m bot.service.probe [URL]``.

It loads nothing of Footnote's: it is run every few seconds.
"""

from __future__ import annotations

import sys
from urllib.error import URLError
from urllib.request import urlopen

READY = "http://127.0.0.1:8700/readyz"
PATIENCE_S = 4


def well(url: str) -> bool:
    """Whether it answers with a status below 300."""
    if not url.startswith("http://"):
        return False
    try:
        with urlopen(url, timeout=PATIENCE_S) as response:  # noqa: S310  (http alone, see above)
            return bool(response.status < 300)
    except (URLError, OSError, ValueError):
        return False


if __name__ == "__main__":
    sys.exit(0 if well(sys.argv[1] if len(sys.argv) > 1 else READY) else 1)
