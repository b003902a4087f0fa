"""Editions and acts: what was published, by whom and why, what was done, and how well the library is."""

from __future__ import annotations

from bot.replies import (
    ActReply,
    ActsReply,
    ConfirmReply,
    DoctorReply,
    EditionsReply,
    Finding,
    GoldenReply,
)
from bot.slack import ids, limits, text
from bot.slack.blocks.forms import form, reason
from bot.slack.blocks.parts import (
    Element,
    Sheet,
    View,
    actions,
    button,
    context,
    count,
    listed,
    moment,
    paragraph,
    rich,
    said,
    section,
    words,
)
from bot.slack.blocks.persons import person, person_said
from bot.slack.blocks.runs import shortened
from bot.slack.ids import Pressed, numbered
from bot.slack.text import mrkdwn
from knowledge.history import Act, EditionSummary

SHOWN = 12  # editions: each has a button, and a message fifty blocks
ACTS = 25
FAILURES = 8  # golden questions
FINDINGS = 30
WHEN = "{date_short_pretty} at {time}"


def editions(reply: EditionsReply) -> Sheet:
    """Newest first; those that are kept and aren't the published one can be published again."""
    sheet = Sheet()
    if not reply.editions:
        nothing = "Nothing was published yet."
        sheet.add(section(nothing), said=nothing)
    shown, more = limits.few(reply.editions, SHOWN)
    for edition in shown:
        sheet.take(edition_row(edition, reply.published))
    if more:
        sheet.add(context(f"and {more} more"), said=f"and {more} more")
    return sheet


def edition_row(edition: EditionSummary, published: int | None) -> Sheet:
    """One edition: number, who, when, why and how much."""
    sheet = Sheet()
    now = edition.id == published
    state = "  ✅ published" if now else "" if edition.kept else "  (no longer kept)"
    counts = ", ".join(count(getattr(edition, noun + "s"), noun) for noun in ("document", "passage", "statistic"))
    when = f"<!date^{int(edition.published_at.timestamp())}^{WHEN}|{edition.published_at:%Y-%m-%d %H:%M}>"
    why = f"\n{said(shortened(edition.why), 200)}" if edition.why else ""
    told = f"*Edition {edition.id}*{state} · {when} by {person_said(edition.published_by)}{why}\n_{counts}_"
    again = rollback_button(edition.id) if edition.kept and not now else None
    plain_line = f"Edition {edition.id}{state} · {edition.published_at:%Y-%m-%d %H:%M} · {counts}{why}"
    sheet.add(section(told, again), said=plain_line.split("\n"))
    return sheet


def rollback_button(number: int, label: str = "Roll back") -> Element:
    """Asks first, then publishes that edition again."""
    return button(label, numbered(ids.ROLLBACK, number), Pressed("", number).packed())


def acted(reply: ActReply) -> Sheet:
    """What was done, and a way back."""
    sheet = Sheet()
    sheet.add(rich(paragraph(words(f"✅  {limits.cut(reply.sentence, 900)}"))), said=f"✅ {mrkdwn(reply.sentence)}")
    if reply.before:
        sheet.add(actions(rollback_button(reply.before, f"Roll back to edition {reply.before}")))
    return sheet


def asked(reply: ConfirmReply) -> Sheet:
    """The question, where no modal could be opened for it."""
    sheet = Sheet()
    sheet.add(rich(paragraph(words(reply.question))), said=mrkdwn(reply.question))
    sheet.add(actions(rollback_button(reply.edition)) if reply.edition else None)
    return sheet


def rollback_view(reply: ConfirmReply, where: str, why: str = "") -> View:
    """Asks whether to publish an earlier edition again, and why."""
    note = (
        "It is published at once, as a new edition. Sources stay as they are: a re-ingest brings their changes again."
    )
    noted = context(note)
    blocks = [
        rich(paragraph(words(reply.question, bold=True))),
        *([noted] if noted else []),
        reason("Why?", "Kept with the edition, for whoever looks at it later", optional=True, written=why),
    ]
    return form("Roll back", ids.ROLLBACK_MODAL, "Roll back", blocks, Pressed("", reply.edition or 0, where))


def acts(reply: ActsReply) -> Sheet:
    """Who did what, newest first."""
    sheet = Sheet()
    if not reply.acts:
        nothing = "Nothing was done yet."
        sheet.add(section(nothing), said=nothing)
        return sheet
    shown, more = limits.few(reply.acts, ACTS)
    sheet.add(rich(listed(map(_act, shown))), said=[_act_line(act) for act in shown])
    if more:
        sheet.add(context(f"and {more} more"), said=f"and {more} more")
    return sheet


def _act(act: Act) -> list[Element]:
    detail = f"  {limits.cut(text.line(shortened(act.detail)), 160)}" if act.detail else ""
    of = _of(act)
    return [moment(act.at, WHEN), words("  "), person(act.who), words(f"  {act.what}{of}", bold=True), words(detail)]


def _act_line(act: Act) -> str:
    detail = f" · {said(shortened(act.detail), 160)}" if act.detail else ""
    return f"• {act.at:%Y-%m-%d %H:%M} {person_said(act.who)} {mrkdwn(act.what)}{_of(act)}{detail}"


def _of(act: Act) -> str:
    if act.edition is None:
        return ""
    return f" staged edition {-act.edition}" if act.edition < 0 else f" edition {act.edition}"


def golden(reply: GoldenReply) -> Sheet:
    """How many are right, and those that aren't."""
    sheet = Sheet()
    results = reply.evaluation.results
    of = f"edition {reply.edition}" if reply.edition > 0 else "the staged edition"
    icon = "⚠️" if reply.failed else "✅"
    lead = f"{icon} {len(results) - reply.failed:,} of {count(len(results), 'golden question')} right, of {of}"
    sheet.add(section(f"*{lead}*"), said=lead)
    shown, more = limits.few(reply.evaluation.failures, FAILURES)
    for each in shown:
        lines = (
            f"*{said(each.question, 200)}*  {each.verdict.replace('_', ' ')}",
            f"right is {said(each.wanted, 200)}",
            f"said was {said(each.said, 300)}",
        )
        sheet.add(section("\n".join(lines)), said=lines)
    if more:
        sheet.add(context(f"and {more} more"), said=f"and {more} more")
    return sheet


def examined(reply: DoctorReply) -> Sheet:
    """What the doctor found, what is wrong first."""
    sheet = Sheet()
    lead = "⚠️ Something is wrong" if reply.unwell else "✅ All is well"
    sheet.add(section(f"*{lead}*"), said=lead)
    found = sorted(reply.findings, key=lambda each: (not each.wrong, each.mended))
    shown, more = limits.few(found, FINDINGS)
    sheet.add(rich(listed(map(_finding, shown))), said=[_finding_line(each) for each in shown])
    if more:
        sheet.add(context(f"and {more} more"), said=f"and {more} more")
    if reply.unwell:
        hint = "Mend what can be mended with /footnote doctor repair."
        sheet.add(context(hint), said=hint)
    return sheet


def _finding(finding: Finding) -> list[Element]:
    icon = "🔧" if finding.mended else "⚠️" if finding.wrong else "✅"
    sentence = limits.cut(text.line(finding.sentence), 250)
    return [words(f"{icon} "), words(limits.cut(finding.area, 60), bold=True), words(f"  {sentence}")]


def _finding_line(finding: Finding) -> str:
    icon = "🔧" if finding.mended else "⚠️" if finding.wrong else "✅"
    return f"• {icon} {said(finding.area, 60)}: {said(finding.sentence, 250)}"
