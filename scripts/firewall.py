"""Prints what the firewall makes of lies by kind, and which honest sentences it refuses, with the reasons.

    python scripts/firewall.py

The sentences are in tests/writing/cases.json. Each set was looked at once before rules were mended for what it showed:
tests/writing/README.md has the figures of those first looks, which tell how well the rules carry over.
"""

from __future__ import annotations

import json
import sys

from bot.settings import Settings
from bot.wiring import Services
from tests.writing.lies import MUST_NOT_LEAVE
from tests.writing.measuring import Measured, measured
from tests.writing.reports import CASES


def main() -> int:
    """Measure each set, and print it."""
    sets = list(dict.fromkeys(topic["set"] for topic in json.loads(CASES.read_text("utf-8"))["topics"]))
    embedder = Services(Settings()).embedder
    worst = 0
    for name in sets:
        count = measured([name], embedder)
        _print(name, count)
        worst += sum(count.leaked[kind] for kind in MUST_NOT_LEAVE)
    return 1 if worst else 0


def _print(name: str, count: Measured) -> None:
    print(f"\n== {name}: {sum(count.made.values()):,} lies about {count.honest} honest sentences")
    print(f"{'kind':<18}{'lies':>6}{'leaked':>8}{'caught':>8}")
    for kind, made in count.made.items():
        print(f"{kind:<18}{made:>6}{count.leaked[kind]:>8}{1 - count.leaked[kind] / made:>8.3f}")
    false = sum(count.leaked[kind] for kind in MUST_NOT_LEAVE)
    print(f"false figures, years and citations that left: {false}; of the other lies caught: {count.others_caught:.3f}")
    print(f"honest sentences that passed: {count.passed} of {count.honest} ({count.passed / count.honest:.3f})")
    print(f"a sentence takes {count.median_ms:.1f} ms (median)")
    for line in (*count.leaks, *count.refused):
        print(f"  {line}")


if __name__ == "__main__":
    sys.path.insert(0, ".")
    sys.exit(main())
