"""``review``, ``editions``, ``rollback``, ``golden`` and ``audit``: what is published, was, and may be next."""

from __future__ import annotations

from bot.replies import (
    ActReply,
    ActsReply,
    ConfirmReply,
    EditionsReply,
    GoldenReply,
    Reply,
    ReviewReply,
)
from bot.requests import (
    EditionOptions,
    Request,
    ReviewOptions,
    Watch,
)
from bot.wiring import Services
from bot.wording import counted
from ingest.review import Review
from knowledge.errors import InvalidQuestions
from knowledge.records import Edition
from knowledge.saying import nothing_open


def review(services: Services, request: Request, watch: Watch) -> Reply:
    """Show, approve or discard the staged edition. Raises NothingStaged and EditionChanged."""
    options = request.options if isinstance(request.options, ReviewOptions) else ReviewOptions()
    match options.action:
        case "show":
            return _shown(services, request, watch)
        case "approve":
            why = options.reason or _summary(services)
            current = services.catalogue.current()
            edition = services.publisher.approve(request.user, why, options.staged)
            before = current.id if current else None
            return ActReply(f"Edition {edition.id} is published: {_told(services, edition)}.", edition.id, before)
        case "discard":
            staged = services.publisher.discard(request.user, options.reason, options.staged)
            return ActReply("The staged edition is discarded; what is published stays as it is.", -staged.id)


def _shown(services: Services, request: Request, watch: Watch) -> ReviewReply:
    staged = services.catalogue.staged()
    current = services.catalogue.current()
    if staged is None:
        return ReviewReply(None, None)
    outdated = staged.against != (current.id if current else None)
    if outdated:
        watch.say("Another edition was published since it was staged: putting it on top of that.")
    if outdated or not staged.review:
        staged = services.pipeline.review(request.user)
    if staged is None:
        return ReviewReply(None, None)
    if not request.number:  # else a page of it is turned
        services.catalogue.note(request.user, "review", -staged.id)
    return ReviewReply(staged, Review.model_validate_json(staged.review))


def _summary(services: Services) -> str:
    staged = services.catalogue.staged()
    if staged is None:
        raise nothing_open(another=False)
    return Review.model_validate_json(staged.review).sentence if staged.review else ""


def editions(services: Services, request: Request, _watch: Watch) -> EditionsReply:
    """What was ever published, newest first."""
    current = services.catalogue.current()
    listed = services.catalogue.editions(request.number or None)
    return EditionsReply(tuple(listed), current.id if current else None)


def rollback(services: Services, request: Request, _watch: Watch) -> Reply:
    """Publish an earlier edition again, once the person is sure. Raises UnknownEdition."""
    options = request.options if isinstance(request.options, EditionOptions) else EditionOptions()
    number = options.edition or services.publisher.before().id
    if not options.sure:
        earlier = services.catalogue.edition(number)
        told = _told(services, earlier)
        when = f"{earlier.published_at.astimezone():%Y-%m-%d %H:%M}"
        return ConfirmReply(f"Publish edition {number} of {when} again ({told})?", number)
    current = services.catalogue.current()
    edition = services.publisher.roll_back(request.user, number, options.why)
    before = current.id if current else None
    return ActReply(f"Edition {edition.id} is published: what edition {number} was.", edition.id, before)


def golden(services: Services, request: Request, watch: Watch) -> GoldenReply:
    """Ask the golden questions of the published edition, or of the staged one. Raises InvalidQuestions."""
    questions = services.golden.questions()
    if not questions:
        raise InvalidQuestions(
            f"There are no golden questions: write them into golden.json in {services.settings.library}, "
            "or name their file in the setting golden."
        )
    staged = services.catalogue.staged() if request.text == "staged" else None
    if request.text == "staged" and staged is None:
        raise nothing_open(another=False)
    watch.say(f"Asking {len(questions):,} golden questions.")
    edition = staged.edition if staged else services.edition()
    return GoldenReply(services.golden.check(edition), edition.id)


def audit(services: Services, request: Request, _watch: Watch) -> ActsReply:
    """Who did what, newest first."""
    return ActsReply(tuple(services.catalogue.acts(request.number or None)))


def _told(services: Services, edition: Edition) -> str:
    known = next((each for each in services.catalogue.editions() if each.id == edition.id), None)
    if known is None:
        return counted(len(edition.revision_ids), "document")
    return ", ".join(counted(getattr(known, noun + "s"), noun) for noun in ("document", "passage", "statistic"))
