"""Who is in the playground's workspace, and where: invented people to switch between, and channels to try things in."""

from __future__ import annotations

from dataclasses import dataclass

from bot.loopback.records import Channel, User

WORKSPACE = "Example Ltd"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be: as the loopback Slack knows them, and what they do."""

    user: User
    title: str


MAYA = Person(User("U0MAYA", "maya", "Maya Lindqvist"), "Analyst")
JONAS = Person(User("U0JONAS", "jonas", "Jonas Weber"), "Marketing, a colleague")
PRIYA = Person(User("U0PRIYA", "priya", "Priya Raman", is_admin=True), "Administrator of the bot")
PEOPLE = (MAYA, JONAS, PRIYA)

GENERAL = "C1GENERAL"
REPORT = "C2REPORT"
HELP = "C3HELP"
TOPICS = {
    GENERAL: "Company talk. Mention @Footnote with a question, or type / for its commands.",
    HELP: "Where “Ask a person” hands questions on to the people who know the reports.",
    REPORT: "All about the report. Mention @Footnote with a question, reply in its thread to follow up, or type /.",
}


def channels() -> tuple[Channel, ...]:
    """The channels, all with everybody in them; the bot has still to be invited."""
    everybody = {person.user.id for person in PEOPLE}
    names = {GENERAL: "general", REPORT: "ai-report", HELP: "ask-research"}
    return tuple(Channel(channel, name, members=set(everybody)) for channel, name in names.items())


def title_of(user: str) -> str:
    """What somebody does; nothing for those who aren't known here."""
    return next((person.title for person in PEOPLE if person.user.id == user), "")
