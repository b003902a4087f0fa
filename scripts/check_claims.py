"""Checks claims whose verdicts are known, and says by kind how many were judged right: part of `make eval`."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.requests import Unwatched
from bot.settings import Settings
from bot.wiring import Services
from ingest.blocks import Metadata
from knowledge.verification.evaluation import Outcome, judged, parse_claims, tallies


def main() -> None:
    """Read the documents into the library, check the claims and print the figures."""
    given = _arguments()
    with TemporaryDirectory(prefix="footnote-claims-", ignore_cleanup_errors=True) as folder:
        services = Services(Settings(library=given.library or Path(folder)))
        services.pipeline.ingest(given.docs, Metadata(), "check_claims", Unwatched())
        claims = parse_claims(given.claims.read_text("utf-8"))
        started = time.perf_counter()
        chosen = [each for each in claims if given.set in ("all", each.set)]
        outcomes = [judged(each, services.verifier.verify(each.claim)) for each in chosen]
        _print(outcomes, (time.perf_counter() - started) / max(1, len(outcomes)), failures=given.failures)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", type=Path)
    parser.add_argument("--docs", action="append", required=True)
    parser.add_argument("--library", type=Path, help="keep the library that is built, here")
    parser.add_argument("--set", choices=["tune", "check", "all"], default="all")
    parser.add_argument("--failures", action="store_true", help="show the claims that were judged wrong")
    return parser.parse_args()


def _print(outcomes: list[Outcome], seconds: float, *, failures: bool) -> None:
    for name in ("tune", "check"):
        for tally in tallies([outcome for outcome in outcomes if outcome.known.set == name]):
            counts = f"{tally.right:>3} of {tally.total} right, {tally.supported} said to be supported"
            print(f"{name:<6} {tally.kind:<10} {counts}")
    print(f"{1000 * seconds:.0f} ms a claim")
    for outcome in outcomes:
        if failures and not outcome.right:
            got = ", ".join(judgement.value for judgement in outcome.got)
            wanted = ", ".join(
                j.value for j in (outcome.known.verdicts or (outcome.known.verdict, *outcome.known.also)) if j
            )
            print(f"\n{outcome.known.id} {outcome.known.claim}\n  wanted {wanted}, got {got}")


if __name__ == "__main__":
    main()
