"""What is published, was, and may be next: a staged edition's review page by page, editions, and questions back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.replies import ActReply, ConfirmReply, EditionsReply, ReviewReply
from bot.teams import ids, limits, text
from bot.teams.cards.parts import (
    Element,
    Sheet,
    divided,
    moment,
    paragraph,
    press,
    quoted,
    run,
    small,
    table,
    title,
    words,
)
from bot.teams.ids import Pressed
from bot.terminal_statistics import described, figure
from bot.wording import counted
from ingest.review import DocumentChange, FactChange, Flip, Review
from knowledge.history import EditionSummary, StagedEdition

FACTS = 6  # on one page of a review
DOCUMENTS = 12
FLIPS = 5
EDITIONS = 12
QUOTE = 400  # units

COLOURS = {"added": "Good", "changed": "Warning", "removed": "Attention"}


# -- a review ----------------------------------------------------------------------------------------------------------


def reviewed(reply: ReviewReply, page: int = 1, remark: str = "") -> Sheet:
    """One page of what a staged edition would change, with all that can be done with it."""
    sheet = Sheet()
    staged, review = reply.staged, reply.review
    if staged is None or review is None:
        sheet.say("No edition waits for a review.")
        return sheet
    pages = max(1, -(-len(review.facts) // FACTS))
    page = min(max(1, page), pages)
    sheet.say("**An edition waits for a review.**", text.markdown(review.sentence))
    sheet.add(words(remark, bold=True) if remark else None)
    sheet.add(title("Staged edition"), small(_origin(staged)), words(review.sentence, bold=True))
    if page == 1:
        sheet.add(*_head(review))
    sheet.add(*_facts(review.facts, page, pages))
    sheet.offer(
        press("← Previous", Pressed(ids.REVIEW, number=page - 1, staged=staged.id)) if page > 1 else None,
        press("Next →", Pressed(ids.REVIEW, number=page + 1, staged=staged.id)) if page < pages else None,
        _show("Publish…", _publishing(staged)),
        _show("Discard…", _discarding(staged)),
    )
    return sheet


def _origin(staged: StagedEdition) -> str:
    against = f"against edition {staged.against}" if staged.against else "the first one"
    return f"Staged by {text.line(staged.by)} on {moment(staged.at)}, {against}"


def _head(review: Review) -> Iterator[Element | None]:
    """Documents, what is seldom meant, and golden questions: what is looked at first."""
    shown, more = limits.few(review.documents, DOCUMENTS)
    rows = [((each.kind, each.title, _counts(each), _passages(each)), False) for each in shown]
    yield table(("Change", "Document", "Facts", "Passages"), rows, (3, 5, 3, 3)) if rows else None
    yield small(f"and {more} more documents" if more else "")
    for caution in review.cautions:
        yield {"type": "Container", "style": "warning", "items": [words(f"Look at this: {caution.sentence}")]}
    golden = review.golden
    if golden and golden.problem:
        yield words(f"Golden questions: {golden.problem}")
    elif golden and golden.questions:
        yield words(f"Golden questions: {golden.right:,} of {golden.questions:,} right.")
        yield from (_flip(each) for each in golden.flips[:FLIPS])


def _counts(document: DocumentChange) -> str:
    facts = ((document.facts_added, "+"), (document.facts_changed, "±"), (document.facts_removed, "−"))
    return " ".join(f"{sign}{number:,}" for number, sign in facts if number) or "none"


def _passages(document: DocumentChange) -> str:
    return f"+{document.passages_added:,} −{document.passages_removed:,}"


def _flip(flip: Flip) -> Element:
    head = "would be right now" if flip.mended else "would be wrong now"
    lines = (f"right is {flip.wanted}", f"was {flip.before}", f"now {flip.after}")
    colour = "Good" if flip.mended else "Attention"
    asked = run(limits.cut(text.line(flip.question), 200), bold=True)
    items = [paragraph(run(f"{head}: ", bold=True, colour=colour), asked), small(*lines)]
    return {"type": "Container", "items": [each for each in items if each]}


def _facts(facts: Sequence[FactChange], page: int, pages: int) -> Iterator[Element]:
    if not facts:
        return
    shown = facts[(page - 1) * FACTS : page * FACTS]
    yield divided(words(f"Facts, page {page} of {pages}", subtle=True))
    for document, group in groupby(shown, key=lambda fact: fact.document):
        yield words(text.line(document), bold=True)
        yield from (_fact(each) for each in group)


def _fact(fact: FactChange) -> Element:
    """What the figure was and is, of what, and the sentences that say so."""
    shown = fact.new or fact.old
    if shown is None:
        return words("–")
    figures = " → ".join(dict.fromkeys(figure(each) for each in (fact.old, fact.new) if each))
    head = paragraph(run(f"{fact.kind}  ", bold=True, colour=COLOURS[fact.kind]), run(figures, bold=True))
    items = [head, small(described(shown), *_differing(fact))]
    if fact.old and fact.new and fact.old.quote != fact.new.quote:
        items += [
            quoted(limits.cut(f"was “{fact.old.quote}”", QUOTE)),
            quoted(limits.cut(f"now “{fact.new.quote}”", QUOTE)),
        ]
    else:
        items.append(quoted(limits.cut(shown.quote, QUOTE)))
    return {"type": "Container", "spacing": "Medium", "items": [each for each in items if each]}


def _differing(fact: FactChange) -> Iterator[str]:
    """What differs beside the figure, which is shown anyway."""
    if fact.old is None or fact.new is None:
        return
    for name in fact.fields:
        if name in {"base", "base_size", "period", "attribution", "row", "column"}:
            was, now = (getattr(each, name) or "not stated" for each in (fact.old, fact.new))
            yield f"{name.replace('_', ' ')}: {was} → {now}"


def _show(label: str, body: list[Element]) -> Element:
    *inputs, action = body
    return {
        "type": "Action.ShowCard",
        "title": label,
        "card": {"type": "AdaptiveCard", "version": limits.CARD_VERSION, "body": inputs, "actions": [action]},
    }


def _publishing(staged: StagedEdition) -> list[Element]:
    return [
        words("It is published at once and as a whole: from then on everybody is answered from it."),
        _reason(ids.BECAUSE, "Why? (kept with the edition)", required=False),
        press("Publish", Pressed(ids.APPROVE, staged=staged.id), "positive"),
    ]


def _discarding(staged: StagedEdition) -> list[Element]:
    return [
        words("What is published stays as it is, and this isn't staged again unless somebody asks for it."),
        _reason(ids.REASON, "Why is it discarded?", required=True),
        press("Discard", Pressed(ids.DISCARD, staged=staged.id), "destructive"),
    ]


def _reason(name: str, label: str, *, required: bool) -> Element:
    element: Element = {
        "type": "Input.Text",
        "id": name,
        "label": label,
        "maxLength": limits.INPUT_TEXT,
        "isMultiline": True,
    }
    return element | ({"isRequired": True, "errorMessage": "Please say why."} if required else {})


# -- editions, acts and questions back ---------------------------------------------------------------------------------


def editions(reply: EditionsReply) -> Sheet:
    """What was published, newest first."""
    sheet = Sheet()
    if not reply.editions:
        sheet.say("Nothing was published yet.")
        return sheet
    sheet.say(f"**Edition {reply.published} is published.**")
    shown, more = limits.few(reply.editions, EDITIONS)
    rows = [(_edition(each, reply.published), each.id == reply.published) for each in shown]
    sheet.add(table(("No.", "Published", "By", "What", "Why"), rows, (1, 3, 2, 3, 4)))
    again = [each for each in reply.editions if each.kept and each.id != reply.published][: limits.ACTIONS]
    sheet.offer(*(press(f"Publish {each.id} again …", Pressed(ids.ROLLBACK_ASKED, number=each.id)) for each in again))
    sheet.add(small(f"and {more} more, earlier" if more else ""))
    return sheet


def _edition(edition: EditionSummary, published: int | None) -> tuple[str, ...]:
    state = " · published" if edition.id == published else "" if edition.kept else " · gone"
    counts = ", ".join(counted(getattr(edition, noun + "s"), noun) for noun in ("document", "statistic"))
    return (str(edition.id), f"{moment(edition.published_at)}{state}", edition.published_by, counts, edition.why)


def done(reply: ActReply) -> Sheet:
    """Something was done, and a way back."""
    sheet = Sheet()
    sheet.say(f"✅ {text.markdown(reply.sentence)}")
    if reply.before:
        sheet.offer(press(f"Back to edition {reply.before} …", Pressed(ids.ROLLBACK_ASKED, number=reply.before)))
    return sheet


def confirm(reply: ConfirmReply, why: str = "") -> Sheet:
    """A question back, and the buttons that answer it."""
    sheet = Sheet()
    sheet.say(text.markdown(reply.question))
    if reply.edition:
        sheet.add(words(reply.question), small("Sources stay as they are: a re-ingest brings their changes again."))
        yes = press("Yes, publish it again", Pressed(ids.ROLLBACK, number=reply.edition, text=why), "positive")
        sheet.offer(yes, press("No", Pressed(ids.LEAVE)))
    return sheet


def result(sentence: str, actions: Sequence[Element] = ()) -> Sheet:
    """What takes a card's place once something was done with it."""
    sheet = Sheet()
    sheet.say(text.markdown(sentence))
    sheet.add(words(sentence, bold=True))
    sheet.offer(*actions)
    return sheet
