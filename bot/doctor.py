"""``doctor``: whether library, models and settings are well, and what is mended when asked."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.replies import (
    DoctorReply,
    Finding,
)
from bot.requests import (
    DoctorOptions,
    Request,
    Watch,
)
from bot.settings import config_file
from bot.wiring import Services
from ingest.golden import golden_file, read_questions
from ingest.lock import sole_writer
from knowledge.errors import FootnoteError

FOR_ALL = "others on this machine may write to it: run chmod o-w on it"


def run(services: Services, request: Request, watch: Watch) -> DoctorReply:
    """Look at everything; with ``repair`` mend what is wrong and look again. Raises LibraryBusy."""
    repair = isinstance(request.options, DoctorOptions) and request.options.repair
    found = [*_servers(services), *_folders(services)]
    if any(each.wrong for each in found):  # nothing can be opened there
        return DoctorReply((*found, *_models(services), *_settings(services)))
    before = list(_library(services))
    if repair and any(each.wrong for each in before):
        watch.say("Mending what can be mended.")
        _mend(services, request.user, watch)
        found += _compared(before, list(_library(services)))
    else:
        found += before
    return DoctorReply((*found, *_models(services), *_settings(services)))


def _compared(before: list[Finding], after: list[Finding]) -> list[Finding]:
    """What is still wrong, and what was: an area that is well now was mended."""
    wrong = {each.area for each in after if each.wrong}
    mended = [
        Finding(each.area, each.sentence, wrong=True, mended=True)
        for each in before
        if each.wrong and each.area not in wrong
    ]
    areas = {each.area for each in mended}
    return [*mended, *(each for each in after if each.area not in areas)]


def _mend(services: Services, by: str, watch: Watch) -> None:
    with sole_writer(services.lock):
        catalogue = services.catalogue
        catalogue.mend()
        staged, current = catalogue.staged(), catalogue.current()
        if staged and staged.against != (current.id if current else None):
            services.pipeline.review(by)
        services.pipeline.tidy(watch)
        catalogue.note(by, "repair", current.id if current else None)


# -- the library -----------------------------------------------------------------------------------------------------


def _library(services: Services) -> Iterator[Finding]:
    problems = services.catalogue.problems()
    yield from (Finding("catalogue", sentence, wrong=True) for sentence in problems)
    if not problems:
        editions = sum(each.kept for each in services.catalogue.editions())
        yield Finding("catalogue", f"whole; {editions:,} editions are kept")
    if left := services.catalogue.leftovers():
        yield Finding("leftovers", f"{left:,} revisions of a run that was ended early; the next one drops them", True)
    yield from _staged(services)
    yield from _vectors(services)


def _staged(services: Services) -> Iterator[Finding]:
    staged, current = services.catalogue.staged(), services.catalogue.current()
    if staged is None:
        return
    if staged.against != (current.id if current else None):
        sentence = "it was made against an edition that is no longer published: look at footnote review"
        yield Finding("staged edition", sentence, wrong=True)
    else:
        yield Finding("staged edition", f"waits for a review since {staged.at.astimezone():%Y-%m-%d %H:%M}")


def _vectors(services: Services) -> Iterator[Finding]:
    used = services.catalogue.content_ids()
    try:
        missing, stored = services.index.missing(used), services.index.ids()
    except FootnoteError as error:
        yield Finding("vectors", str(error), wrong=True)
        return
    orphaned = len(stored - used)
    if missing:
        yield Finding("vectors", f"{len(missing):,} passages have none: run footnote doctor --repair", wrong=True)
    if orphaned:
        yield Finding("vectors", f"{orphaned:,} belong to no passage: run footnote doctor --repair", wrong=True)
    if not missing and not orphaned:
        yield Finding("vectors", f"{len(stored):,}, one for each content of the catalogue")


# -- around it -------------------------------------------------------------------------------------------------------


def _servers(services: Services) -> Iterator[Finding]:
    """Whether the servers answer, where there are some."""
    settings = services.settings
    if settings.database_url:
        yield _asked("database", services, _current)
    if settings.chroma_url:
        yield _asked("Chroma server", services, _count)


def _asked(area: str, services: Services, ask: Callable[[Services], object]) -> Finding:
    try:
        ask(services)
    except FootnoteError as error:
        return Finding(area, str(error), wrong=True)
    return Finding(area, "answers")


def _current(services: Services) -> object:
    return services.catalogue.current()


def _count(services: Services) -> object:
    return services.index.count()


def _folders(services: Services) -> Iterator[Finding]:
    library, settings = services.settings.library, services.settings
    if not library.is_dir():
        if settings.database_url and settings.chroma_url:
            return  # nothing has to be there
        yield Finding("folder", f"{library} is not there yet: run footnote ingest FOLDER", wrong=True)
        return
    troubles = [f"{path}: {trouble}" for path in (library, *sorted(library.rglob("*"))) if (trouble := _trouble(path))]
    yield from (Finding("folder", trouble, wrong=True) for trouble in troubles)
    if not troubles:
        yield Finding("folder", f"{library} can be read and written")


def _trouble(path: Path) -> str | None:
    """Why a file or folder of the library can't be worked with, or by whom it can be and shouldn't."""
    if path.is_symlink():
        return None
    wanted = os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0)
    if not os.access(path, wanted):
        return "this user may not read and write it: change its owner or its permissions"
    return FOR_ALL if path.stat().st_mode & stat.S_IWOTH else None


def _models(services: Services) -> Iterator[Finding]:
    for model in services.models():
        sentence = f"{model.name}: {model.problem or model.used or 'as expected'}"
        yield Finding(f"model, {model.job}", sentence, wrong=model.problem is not None)


def _settings(services: Services) -> Iterator[Finding]:
    try:
        written = golden_file(services.settings.library, services.settings.golden)
        questions = read_questions(written) if written else []
    except FootnoteError as error:
        yield Finding("golden questions", str(error), wrong=True)
    else:
        yield Finding("golden questions", f"{len(questions):,}" if questions else "none are written down")
    file = config_file()
    if file and file.stat().st_mode & stat.S_IWOTH:
        yield Finding("settings", f"{file}: {FOR_ALL}", wrong=True)
    else:
        yield Finding("settings", f"read from {file}" if file else "no file; from variables and defaults")
