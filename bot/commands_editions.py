"""The rows of the table of commands for what is published, was and may be next, and for the library's health."""

from __future__ import annotations

from bot.command import TERMINAL, Command, InChat, later

EDITIONS = (
    Command(
        name="review",
        summary="Show what a staged edition would change; publish it, or discard it.",
        help="""Reading with footnote ingest --review, or by schedule, stages an edition that nobody is answered from
yet. Its review names the facts that appear, go, or say something else, each with its quote; how many passages come and
go; what is seldom meant (a document that shrank by half or has no figures left, a figure whose base is gone); and the
golden questions whose answers would flip.

--approve publishes it, at once and as a whole. --discard takes a reason, which is kept. Where another edition was
published meanwhile, the staged one is put on top of that and looked through again before it can be approved.""",
        examples=(
            "footnote review",
            "footnote review --json",
            "footnote review --approve",
            'footnote review --discard "the new survey is a draft"',
        ),
        chat=InChat(
            help="""Opens a window with what the staged edition would change: the facts that appear, go or say something
else, each with its quote; how many passages come and go; what is seldom meant; and the golden questions whose answers
would flip. There you publish it, or discard it with a reason. It is published only as you have looked at it: if
something else was staged meanwhile, you are shown that first.""",
            examples=("/footnote review",),
        ),
        run=later("bot.editing", "review"),
        who="administrators",
    ),
    Command(
        name="editions",
        summary="List what was published, by whom, when and why.",
        help="""Newest first, each with how many documents, passages and statistics it has. Those that are no longer
kept (the settings keep_editions and keep_days say for how long) can't be rolled back to.""",
        examples=("footnote editions", "footnote editions --limit 50 --json"),
        chat=InChat(
            help="""Newest first, each with who published it, when, why, and how much is in it. Those that are still
kept have a button that publishes them again.""",
            examples=("/footnote editions", "/footnote editions 20"),
            hint="NUMBER",
        ),
        run=later("bot.editing", "editions"),
        who="administrators",
    ),
    Command(
        name="rollback",
        summary="Publish an earlier edition again.",
        help="""Takes the number of an edition, or goes back to the one before. It is published as a new edition, at
once: nothing is read or embedded for it. Sources stay as they are, so that the next ingest brings their changes
again.""",
        examples=("footnote rollback", 'footnote rollback 12 --why "the 2025 figures were wrong" --yes'),
        chat=InChat(
            help="""Takes the number of an edition, or goes back to the one before; you are asked first. It is published
as a new edition, at once. Sources stay as they are, so that the next re-ingest brings their changes again.""",
            examples=("/footnote rollback", "/footnote rollback 12 the 2025 figures were wrong"),
            hint="NUMBER WHY",
        ),
        run=later("bot.editing", "rollback"),
        who="administrators",
    ),
    Command(
        name="golden",
        summary="Ask the golden questions, which must be answered or refused as their file says.",
        help="""The questions are in golden.json or golden.yaml in the library's folder, or where the setting golden
says, in the format of footnote eval: a list of questions with the figures, quotes or refusals that are right. They are
asked at each review, too, of what is published and of what is staged.

footnote golden check ends with 1 if one of them fails; --staged asks the staged edition.""",
        examples=("footnote golden check", "footnote golden check --staged --json"),
        chat=InChat(
            help="""Asks the golden questions of what is published, or with “staged” of what waits for a review, and
names those that are not answered or refused as their file says.""",
            examples=("/footnote golden", "/footnote golden staged"),
            hint="staged",
        ),
        run=later("bot.editing", "golden"),
        who="administrators",
    ),
    Command(
        name="audit",
        summary="List who did what to the content, and when.",
        help="Newest first: published, rolled back, staged, approved, discarded, restored, each with its edition.",
        examples=("footnote audit", "footnote audit --limit 200 --json"),
        chat=InChat(
            help="Newest first: runs, uploads, sources, reviews, publishing and rolling back, each with its edition.",
            examples=("/footnote audit", "/footnote audit 50"),
            hint="NUMBER",
        ),
        run=later("bot.editing", "audit"),
        who="administrators",
    ),
    Command(
        name="doctor",
        summary="Look whether library, models and settings are well, and mend what can be mended.",
        help="""Holds the catalogue against the vectors (missing, orphaned), looks through the catalogue itself, the
models' files, who may read and write the folders, the golden questions, and what is staged.

Ends with 1 if something is wrong. --repair drops what belongs to nothing, makes vectors that are missing, and corrects
counts and the index of words; what it can't mend it names with what to do.""",
        examples=("footnote doctor", "footnote doctor --repair"),
        chat=InChat(
            help="""Holds the catalogue against the vectors, looks through the catalogue itself, the models' files, who
may read and write the folders, the golden questions, and what is staged. With “repair” it mends what can be mended.""",
            examples=("/footnote doctor", "/footnote doctor repair"),
            hint="repair",
        ),
        run=later("bot.doctor"),
        who="administrators",
    ),
    Command(
        name="backup",
        summary="Write a copy of the library into one file.",
        help="""All of it: catalogue, vectors, what was asked, golden questions. Questions go on being answered
meanwhile; an ingest has to wait. Keep the file as you keep the documents: their text is in it.""",
        examples=("footnote backup library.tar.gz",),
        run=later("bot.copying", "backup"),
        surfaces=TERMINAL,
        who="administrators",
    ),
    Command(
        name="restore",
        summary="Put a backup in the library's place.",
        help="""Every file of the backup is checked before anything is touched. A library that is there is replaced
only with --yes, or when you say so. Whatever answers from it has to be started again afterwards.""",
        examples=("footnote restore library.tar.gz", "FOOTNOTE_LIBRARY=./copy footnote restore library.tar.gz"),
        run=later("bot.copying", "restore"),
        surfaces=TERMINAL,
        who="administrators",
    ),
)
