"""What went unanswered as a table on a terminal, and what is to be forgotten."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from bot.plain import plain
from bot.replies import ForgetReply, GapsReply, JournalReplies
from bot.wording import counted

OTHERS = 2  # wordings that are shown beside the first


def journal_parts(reply: JournalReplies) -> Sequence[Table | Text]:
    """Any of these replies."""
    match reply:
        case GapsReply():
            return _gaps(reply)
        case ForgetReply(question):
            return [Text(plain(question))]


def _gaps(reply: GapsReply) -> list[Table | Text]:
    within = f"within {counted(reply.days, 'day')}"
    if not reply.gaps:
        return [Text(f"No question went unanswered, and no answer was rated bad, {within}.", "dim")]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in (("times", "right"), ("people", "right"), ("last asked", "left")):
        table.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    table.add_column("question", ratio=3, overflow="fold")
    table.add_column("why", ratio=2, overflow="fold")
    for gap in reply.gaps:
        question = Text(plain(gap.question), "bold")
        for other in gap.others[:OTHERS]:
            question.append(f"\n{plain(other)}", "dim not bold")
        if len(gap.others) > OTHERS:
            question.append(f"\nand {counted(len(gap.others) - OTHERS, 'more wording')}", "dim not bold")
        why = "\n".join(f"{reason} ({times:,})" if times > 1 else reason for reason, times in gap.reasons)
        last = f"{gap.last.astimezone():%Y-%m-%d}"
        table.add_row(f"{gap.times:,}", f"{gap.people:,}", last, question, Text(plain(why), "dim"))
    told = f"{counted(reply.asked, 'question')} in {counted(len(reply.gaps), 'group')} {within}"
    left = ": the newest ones, for there are more" if reply.capped else ""
    return [table, Text(f"{told}{left}. --csv FILE has all wordings.", "dim")]
