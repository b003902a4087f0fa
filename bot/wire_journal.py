"""What went unanswered, as JSON and CSV."""

from __future__ import annotations

import csv
from datetime import UTC
from io import StringIO
from typing import Any

from bot.replies import ForgetReply, Gap, GapsReply, JournalReplies
from bot.wire_statistics import cell

Json = dict[str, Any]

COLUMNS = ("question", "times", "people", "reasons", "first_asked", "last_asked", "also_asked_as")


def journal_to_json(reply: JournalReplies) -> Json:
    """Any of these replies."""
    match reply:
        case GapsReply():
            gaps = [_gap(each) for each in reply.gaps]
            return {"days": reply.days, "asked": reply.asked, "capped": reply.capped, "gaps": gaps}
        case ForgetReply(question, exchanges):
            return {"confirm": question, "exchanges": exchanges}


def _gap(gap: Gap) -> Json:
    return {
        "question": gap.question,
        "times": gap.times,
        "people": gap.people,
        "reasons": dict(gap.reasons),
        "first_asked": gap.first.astimezone(UTC).isoformat(timespec="seconds"),
        "last_asked": gap.last.astimezone(UTC).isoformat(timespec="seconds"),
        "also_asked_as": list(gap.others),
    }


def gaps_csv(reply: GapsReply) -> str:
    """A line a group, under a line of names; times in UTC."""
    file = StringIO()
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for gap in reply.gaps:
        said = _gap(gap) | {
            "reasons": "; ".join(f"{reason} ({times})" for reason, times in gap.reasons),
            "also_asked_as": " | ".join(gap.others),
        }
        writer.writerow({name: cell(value) for name, value in said.items()})
    return file.getvalue()
