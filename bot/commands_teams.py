"""The row of the table of commands for Teams, and which commands its menus show."""

from __future__ import annotations

from bot.command import TERMINAL, Command, later

TEAMS = Command(
    name="teams",
    summary="Answer in Microsoft Teams, until Ctrl-C.",
    help="""Takes Teams' requests at /api/messages of a port, for the bot that TEAMS_CLIENT_ID, TEAMS_CLIENT_SECRET and
TEAMS_TENANT_ID name. Teams sends them to the bot's messaging endpoint, which has to be an address with HTTPS that leads
to that port. Each is signed by Microsoft, and refused when it isn't, or comes from another tenant.

footnote teams package FILE.zip writes the app's package, which is uploaded in Teams: its manifest, made from the
commands and checked against Microsoft's schema, and its icons. The page docs/teams.md goes from there to the first
answer.

With --development nothing is checked, and only this machine may speak to the bot: for trying it out in Microsoft's
playground for agents, without an account.""",
    examples=(
        "footnote teams",
        "footnote teams --port 3978 --host 0.0.0.0",
        "footnote teams package footnote.zip --url https://footnote.example.org",
        "footnote teams --development",
    ),
    run=later("bot.teams.running"),
    surfaces=TERMINAL,
)

# The menu above the box for writing has room for twelve; what isn't in it may be typed all the same.
MENU = (
    "ask",
    "stat",
    "verify",
    "sources",
    "help",
    "forget",
    "review",
    "reingest",
    "editions",
    "rollback",
    "gaps",
    "ingest",
)
