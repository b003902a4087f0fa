"""What went unanswered, group by group, for Home and as a message; and the question before somebody is forgotten."""

from __future__ import annotations

from bot.replies import ForgetReply, Gap, GapsReply
from bot.slack import ids, limits, text
from bot.slack.blocks.parts import (
    Element,
    Sheet,
    actions,
    button,
    context,
    listed,
    moment,
    paragraph,
    rich,
    said,
    words,
)
from bot.slack.text import mrkdwn
from bot.wording import counted

HOME, MESSAGE = 8, 15  # groups
QUESTION, OTHER = 150, 90  # units of a question, and of another wording
OTHERS = 2
REASONS = 3


def gaps(reply: GapsReply, most: int = MESSAGE) -> Sheet:
    """The groups that were asked most, and a button that brings all of them as a file."""
    sheet = Sheet()
    within = f"within {counted(reply.days, 'day')}"
    if not reply.gaps:
        nothing = f"No question went unanswered, and no answer was rated bad, {within}."
        sheet.add(context(nothing), said=nothing)
        return sheet
    shown, more = limits.few(reply.gaps, most)
    groups = f" in {counted(len(reply.gaps), 'group')}" if len(reply.gaps) < reply.asked else ""
    lead = f"Unanswered {within}: {counted(reply.asked, 'question')}{groups}"
    sheet.add(
        rich(paragraph(words(lead, bold=True)), listed(_gap(each) for each in shown)),
        said=(lead, *(f"• {said(each.question, QUESTION)} ({mrkdwn(_times(each))})" for each in shown)),
    )
    left = [f"and {counted(more, 'more group')}"] if more else []
    left += ["Only the newest are grouped: there are more."] if reply.capped else []
    sheet.add(context(*left), said=left)
    sheet.add(actions(button("Download CSV", ids.GAPS_CSV, str(reply.days))))
    return sheet


def _gap(gap: Gap) -> list[Element]:
    why = ", ".join(
        f"{reason} ({times})" if len(gap.reasons) > 1 else reason for reason, times in gap.reasons[:REASONS]
    )
    items = [
        words(limits.cut(text.line(gap.question), QUESTION), bold=True),
        words(f"\n{_times(gap)} · {why} · last "),
        moment(gap.last),
    ]
    if gap.others:
        also = ", ".join(f"“{limits.cut(text.line(each), OTHER)}”" for each in gap.others[:OTHERS])
        more = f" and {len(gap.others) - OTHERS} more" if len(gap.others) > OTHERS else ""
        items.append(words(f"\nalso: {also}{more}", italic=True))
    return items


def _times(gap: Gap) -> str:
    """``asked 5 times by 3 people``"""
    if gap.times == 1:
        return "asked once"
    times = "twice" if gap.times == 2 else f"{gap.times:,} times"
    return f"asked {times} by {'one person' if gap.people == 1 else f'{gap.people:,} people'}"


def forgetting(reply: ForgetReply) -> Sheet:
    """The question, and a button that says yes; whoever doesn't want it leaves it alone."""
    sheet = Sheet()
    forget = button("Forget all of it", ids.FORGET_ME, reply.person, style="danger")
    sheet.add(rich(paragraph(words(reply.question))), actions(forget), said=mrkdwn(reply.question))
    return sheet
