"""The rows of the table of commands for what people asked: gaps, forgetting, and answers that stay true."""

from __future__ import annotations

from bot.command import CHATS, Command, InChat, later

JOURNAL = (
    Command(
        name="gaps",
        summary="Show what people asked that the reports don't say, or that was answered badly.",
        help="""Questions that were refused, look-ups that found nothing and answers that were rated bad, grouped by
likeness: each group with the wording that was asked most, how often and by how many people it was asked, why it wasn't
answered, and when it was asked last. Who asked is not shown.

--csv writes all of it into a file, with every wording.""",
        examples=("footnote gaps", "footnote gaps --days 90 --csv gaps.csv", "footnote gaps --json"),
        chat=InChat(
            help="""Questions that were refused, look-ups that found nothing and answers that were rated bad, within 30
days or as many as you name, grouped by likeness. Who asked is not shown. As a file it has every wording.""",
            examples=("/footnote gaps", "/footnote gaps 90"),
            hint="DAYS",
        ),
        run=later("bot.gaps"),
        who="administrators",
    ),
    Command(
        name="forget",
        summary="Forget what a person asked, or what was asked before a day.",
        help="""Takes a person's id, as the chat calls them (Slack: U0123ABCD), and forgets all that they asked and were
answered, what they thought of any answer, and what their answers rest on. Or with --before, what everybody asked before
a day. You are asked first, unless --yes is given. The audit says how many questions, and neither whose nor which.

By itself a running service forgets what is older than the setting keep_questions_days says.""",
        examples=("footnote forget U0123ABCD", "footnote forget --before 2026-01-01 --yes"),
        chat=InChat(
            help="""Forgets all that you asked me and were answered, and what you thought of any answer. You are asked
first. Messages in this chat stay: those you delete yourself.""",
            examples=("/footnote forget me",),
            hint="me",
        ),
        run=later("bot.forgetting"),
    ),
    Command(
        name="living",
        summary="Switch notes about answers that have changed on or off in this workspace.",
        help="",
        examples=(),
        chat=InChat(
            help="""When a publish changes or removes what an answer rests on, the thread of the answer is told once,
with what stood there and what stands there now. Without a word it says whether that is switched on here. What changes
while it is off is told once it is on again.""",
            examples=("/footnote living", "/footnote living off"),
            hint="on|off",
        ),
        run=later("bot.telling", "living"),
        surfaces=CHATS,
        who="administrators",
    ),
)
