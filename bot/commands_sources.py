"""The rows of the table of commands for sources: what is registered, re-ingested and scheduled."""

from __future__ import annotations

from bot.command import TERMINAL, Command, InChat, later

SOURCES = (
    Command(
        name="sources",
        summary="Register folders, files and URLs that are looked at again; list, check and remove them.",
        help="""A source is registered once, with what you know of it, and that is used whenever it is read:
its title (of a single document), publisher, the years it speaks of, who may read it, and how often it is looked at,
as every 6h or in the five fields of cron (in the machine's time zone). Adding it again changes what you name and leaves
the rest; an empty text takes back what was said, and --every never its schedule.

list shows each with its state: when it was looked at and changed, when it comes next, and why it fails, if it does.
check looks without reading anything in: whether it can be had, and what a re-ingest would change.
remove says which documents go; they leave the library with the next re-ingest.

A source that fails is tried again, each time later, and at last parked with its reason until you name it to
footnote reingest or add it again. Until then what is published of it stays.

--readers takes everyone, or channels and groups, by name or by id: "#sales, C0123ABCD, @board". It counts at once, for
all that is published of the source. What is limited to a channel is read and quoted in that channel alone; what is
limited to a group by its members alone, and only where nobody else sees the reply. At this terminal all is read.""",
        examples=(
            "footnote sources add reports/ --every 6h",
            'footnote sources add https://example.org/survey.html --publisher "Example Research" --cron "30 6 * * 1-5"',
            "footnote sources list",
            "footnote sources check survey.html",
            "footnote sources remove reports/",
        ),
        chat=InChat(
            help="""Lists the sources with their state: when each was looked at and changed, when it comes next, and why
it fails, if it does. A file that you share with me in our direct message becomes a source, too.

“check” looks without reading anything in, “add” registers a web page, “remove” takes a source away: its documents leave
the library with the next re-ingest.""",
            examples=(
                "/footnote sources",
                "/footnote sources check",
                "/footnote sources add https://example.org/survey.html every 6h",
                "/footnote sources remove survey.html",
            ),
            hint="check | add URL | remove NAME",
        ),
        instead="documents",
        run=later("bot.registering", "sources"),
        who="administrators",
    ),
    Command(
        name="reingest",
        summary="Read what has changed in registered sources.",
        help="""Looks at all sources, or at those that you name by number, path, address or title. What hasn't changed
is not read: of web pages their servers are asked, and all else goes by its content. Passages that are known are not
embedded again, so that a run that was ended early goes on where it was.

What was read is published, or with --review waits for somebody to look it over. One run at a time writes to a library:
another one is told who is at it, since when and how far. --cancel stops the one at work, from wherever you are.""",
        examples=(
            "footnote reingest",
            "footnote reingest reports/ survey.html --review",
            "footnote reingest --cancel",
        ),
        chat=InChat(
            help="""Looks at all sources, or at those that you name by number, address or title, and reads what has
changed. What was read waits for a review: nobody is answered from it before it is approved. I show how far it is in our
direct message, with a button that stops it; questions go on being answered meanwhile.

One run at a time writes to the library: another one is told who is at it and how far. “stop” stops the one at work.""",
            examples=("/footnote reingest", "/footnote reingest survey.html", "/footnote reingest stop"),
            hint="SOURCE … | stop",
        ),
        run=later("bot.registering", "reingest"),
        who="administrators",
    ),
    Command(
        name="schedule",
        summary="Look at sources when they are due, until Ctrl-C.",
        help="""Runs in the foreground and says in a line what it does. What it reads waits for a review, unless
--publish is given. A run that was interrupted, by a crash or a restart, is taken up again first; sources that failed
are tried again when their pause is over.""",
        examples=("footnote schedule", "footnote schedule --publish"),
        run=later("bot.registering", "schedule"),
        surfaces=TERMINAL,
        who="administrators",
    ),
)
