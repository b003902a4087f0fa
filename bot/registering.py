"""``sources``, ``reingest`` and ``schedule``: what is looked at again, and the runs that do it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.replies import (
    ChecksReply,
    ReingestReply,
    Reply,
    RunReply,
    SourceAddedReply,
    SourceRemovedReply,
    SourcesReply,
    TextReply,
)
from bot.requests import (
    ReingestOptions,
    Request,
    SourceOptions,
    Watch,
)
from bot.wiring import Services
from ingest.reingest import NO_SOURCES, Order
from ingest.schedule import Scheduler
from ingest.timing import next_look
from knowledge.errors import InvalidSettings, LibraryBusy, RunCancelled, UnknownSource
from knowledge.sources import Said

NOBODY = "No re-ingest is at work: there is nothing to stop."
NONE_YET = "No sources are registered yet: send me a file, or say sources add URL."


def sources(services: Services, request: Request, watch: Watch) -> Reply:
    """Whatever is to be done with the registry."""
    options = request.options if isinstance(request.options, SourceOptions) else SourceOptions()
    match options.action:
        case "add":
            return _add(services, request, options.said)
        case "remove":
            removal = services.registrar.remove(request.text)
            services.catalogue.note(request.user, "remove source", None, removal.source.place)
            return SourceRemovedReply(removal.source, removal.documents)
        case "check":
            return _check(services, request, watch)
        case "list":
            return _list(services)


def _add(services: Services, request: Request, said: Said) -> SourceAddedReply:
    before = {source.uri for source in services.sources.sources()}
    if len(request.inputs) != 1:
        raise InvalidSettings("Name one folder, file or URL at a time: what is said goes for that one.")
    source = services.registrar.add(request.inputs[0], said, request.user)
    services.catalogue.note(
        request.user, "change source" if source.uri in before else "add source", None, source.place
    )  # fmt: skip
    return SourceAddedReply(source, known=source.uri in before)


def _list(services: Services) -> SourcesReply:
    known = (*services.sources.sources(), *services.sources.leaving())
    return SourcesReply(tuple((each, next_look(each)) for each in known), services.writers.at_work_now())


def _check(services: Services, request: Request, watch: Watch) -> ChecksReply:
    chosen = services.registrar.find(request.inputs)
    if not chosen:
        raise UnknownSource(NO_SOURCES)
    watch.started(len(chosen))
    checks = []
    for number, source in enumerate(chosen, start=1):
        watch.source(source.place, number)
        checks.append(services.reingest.check(source))
    return ChecksReply(tuple(checks))


def reingest(services: Services, request: Request, watch: Watch) -> Reply:
    """Run, or stop the run that is at work."""
    options = request.options if isinstance(request.options, ReingestOptions) else ReingestOptions()
    if options.cancel:
        return _cancel(services, request)
    if not options.publish and not request.inputs and request.surface != "terminal" and not _registered(services):
        raise UnknownSource(NONE_YET)
    unfinished = services.writers.unfinished()
    if unfinished and not request.inputs:
        began = f"{unfinished.start.at.astimezone():%Y-%m-%d %H:%M}"
        watch.say(f"The re-ingest that {unfinished.start.by} began at {began} was interrupted: going on with it.")
    order = Order(
        request.user, options.publish, request.inputs, continues=None if request.inputs else unfinished
    )  # fmt: skip
    return at_work(services, request, lambda: ReingestReply(services.reingest.run(order, watch)))


def _cancel(services: Services, request: Request) -> Reply:
    """Stop the run at work, or only the one that ``number`` says."""
    run = services.writers.cancel(request.user, request.number or None)
    if run is None:
        last = next((each for each in services.writers.runs(50) if each.id == request.number), None)
        return RunReply(last) if last and last.ended else TextReply(NOBODY)
    services.catalogue.note(request.user, "stop", None, f"the {run.start.kind} that {run.start.by} began")
    if request.surface == "terminal":
        return TextReply(f"Asked {run.start.by}'s run to stop; it does so at its next step.")
    return RunReply(run)


def at_work(services: Services, request: Request, work: Callable[[], Reply]) -> Reply:
    """What the work replies. A chat shows who is at work instead, or who stopped it, and has a button for it.

    Raises LibraryBusy and RunCancelled on a terminal, where that is a sentence and an exit code.
    """
    try:
        return work()
    except (LibraryBusy, RunCancelled) as error:
        busy = isinstance(error, LibraryBusy)
        run = services.writers.at_work_now() if busy else next(iter(services.writers.runs(1)), None)
        if request.surface == "terminal" or run is None:
            raise
        return RunReply(run)


def _registered(services: Services) -> bool:
    return bool(services.sources.sources() or services.sources.leaving())


def schedule(services: Services, request: Request, watch: Watch) -> Reply:
    """Look at sources when they are due, until this process is told to stop."""
    options = request.options if isinstance(request.options, ReingestOptions) else ReingestOptions(publish=False)
    scheduler = Scheduler(
        services.reingest, services.sources, services.writers, publish=options.publish, tell=watch.say
    )
    upcoming = scheduler.next_at()
    when = f"the next is due at {upcoming.astimezone():%Y-%m-%d %H:%M}" if upcoming else "none has a schedule yet"
    watch.say(f"Looking at sources when they are due; {when}. Ctrl-C ends it.")
    with _ended_by_sigterm(scheduler):
        scheduler.run()
    return TextReply("The schedule has ended.")


@contextmanager
def _ended_by_sigterm(scheduler: Scheduler) -> Iterator[None]:
    """Let a service manager end it in good order. Signals go to a process's main thread alone."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: scheduler.stop())
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
