"""Files that an administrator shares in the direct message are read in; what others share is declined politely."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.loopback import Message
from bot.loopback.records import TransportName
from tests.bot.slack.administration import Farm, has, press, ready, submit, until
from tests.bot.slack.workspace import ADA, ALICE, CATS, QUESTION, Bench, run

GEESE = b"# Geese\n\nOf the farms, 12% keep geese by the pond.\n"
MORE_GEESE = b"# Geese\n\nOf the farms, 19% keep geese by the pond.\n"


@pytest.fixture
def farm(tmp_path: Path) -> Farm:
    farm = Farm(tmp_path)
    farm.publish()
    return farm


async def shared(at: Bench, user: str = ADA, text: str = "", count: int = 1, **how: object) -> list[Message]:
    """Files shared in the direct message, and what the bot said in the thread."""
    files = {name: content for name, content in how.items() if isinstance(content, bytes)}
    more = {name: value for name, value in how.items() if not isinstance(value, bytes)}
    named = {name.replace("__", "."): content for name, content in files.items()}
    message = await at.slack.share(user, at.slack.dm(user), named, text, **more)  # type: ignore[arg-type]
    await at.settled()
    return await until(at, lambda: (said := at.slack.replies(message.channel, message.ts))[count - 1 :] and said)


def uploads(farm: Farm) -> dict[str, bytes]:
    folder = farm.services.settings.library / "uploads"
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def test_a_file_is_kept_registered_staged_and_answered_from_once_it_is_approved(
    farm: Farm, transport: TransportName
) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        (told,) = await shared(at, geese__md=GEESE)
        assert "*geese.md* is kept as a source" in told.text
        assert "1 added · staged: it waits for a review" in told.text
        assert uploads(farm) == {"geese.md": GEESE}
        source = farm.services.sources.sources()[-1]
        assert (source.kind, source.place, source.added_by) == ("upload", "geese.md", ADA)
        assert [act[:2] for act in farm.acts[:3]] == [(ADA, "stage"), (ADA, "reingest"), (ADA, "upload")]
        assert farm.edition == 2
        await press(at, told, "review")
        await submit(at)
        asked = await at.mention("How many farms keep geese by the pond?")
        assert "12%" in (await at.answers(asked))[-1].text
        assert at.refused() == []

    run(work, transport, services=farm.services, administrators=(ADA,))


def test_the_same_name_again_replaces_the_content_and_says_so(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        await shared(at, geese__md=GEESE)
        (told,) = await shared(at, geese__md=MORE_GEESE)
        assert "takes the place of the file of that name, as a new revision" in told.text
        assert uploads(farm) == {"geese.md": MORE_GEESE}
        assert len(farm.services.sources.sources()) == 2
        (same,) = await shared(at, geese__md=MORE_GEESE)
        assert "takes the place" not in same.text

    run(work, services=farm.services, administrators=(ADA,))


def test_several_files_are_one_run_and_a_bad_one_says_why_alone(farm: Farm, transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        (told,) = await shared(at, geese__md=GEESE, photo__png=b"\x89PNG", empty__txt=b" ", broken__pdf=b"%PDF-1.4 x")
        assert "photo.png is of a kind that is not read" in told.text
        assert "empty.txt is empty" in told.text
        assert "broken.pdf" in told.text
        assert "1 added" in told.text
        assert set(uploads(farm)) == {"geese.md"}
        assert at.refused() == []

    run(work, transport, services=farm.services, administrators=(ADA,))


def test_files_that_cannot_be_kept_leave_nothing_behind(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        (told,) = await shared(at, photo__png=b"\x89PNG")
        assert "is of a kind that is not read" in told.text
        assert len(farm.services.sources.sources()) == 1
        assert "upload" not in [act[1] for act in farm.acts]

    run(work, services=farm.services, administrators=(ADA,))


def test_a_file_that_is_too_large_is_not_even_fetched(farm: Farm) -> None:
    farm.set(max_source_mb=0.001)

    async def work(at: Bench) -> None:
        ready(at)
        (told,) = await shared(at, long__md=b"x" * 2_000)
        assert "long.md is larger than 0.001 MB" in told.text
        assert uploads(farm) == {}

    run(work, services=farm.services, administrators=(ADA,))


def test_one_that_is_larger_than_slack_says_is_not_kept(farm: Farm) -> None:
    farm.set(max_source_mb=0.001)

    async def work(at: Bench) -> None:
        ready(at)
        files = {"long.md": b"x" * 2_000}
        message = await at.slack.share(ADA, at.slack.dm(ADA), files, length=10)
        told = await until(at, lambda: at.slack.replies(message.channel, message.ts))
        assert "larger than it may be" in told[0].text

    run(work, services=farm.services, administrators=(ADA,))
    assert uploads(farm) == {}


@pytest.mark.parametrize(
    ("how", "sentence"), [({"mode": "external"}, "isn't kept by Slack"), ({"mode": "tombstone"}, "isn't kept")]
)
def test_a_file_that_is_elsewhere_is_told_of(how: dict[str, str], sentence: str, farm: Farm) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        (told,) = await shared(at, geese__md=GEESE, **how)
        assert sentence in told.text

    run(work, services=farm.services, administrators=(ADA,))


def test_one_of_which_the_event_says_nothing_is_asked_for(farm: Farm) -> None:
    """Slack hides the files of other workspaces that share a channel."""

    async def work(at: Bench) -> None:
        ready(at)
        (told,) = await shared(at, geese__md=GEESE, hidden=True)
        assert "kept as a source" in told.text
        assert at.slack.called("files.info")
        assert uploads(farm) == {"geese.md": GEESE}

    run(work, services=farm.services, administrators=(ADA,))


def test_without_the_scope_it_says_which_is_missing(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        at.slack.grant(*(at.slack.app.scopes - {"files:read"}))
        (told,) = await shared(at, geese__md=GEESE)
        assert "see that the app has the scope files:read" in told.text

    run(work, services=farm.services, administrators=(ADA,))


def test_while_somebody_writes_the_file_is_kept_and_that_is_said(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        farm.write(70)
        farm.embedder.free.clear()
        running = at.parts.beside(_reingest(at))
        await until(at, farm.services.writers.at_work_now)
        message = await at.slack.share(ADA, at.slack.dm(ADA), {"geese.md": GEESE})
        told = await until(at, lambda: at.slack.replies(message.channel, message.ts))
        assert "kept as a source" in told[0].text
        assert "ask me to re-ingest it when that has ended" in told[0].text
        assert has(told[0], "run_stop")
        farm.embedder.free.set()
        await running
        await at.settled()

    async def _reingest(at: Bench) -> None:
        await at.slack.slash(ADA, at.slack.dm(ADA), "/footnote", "reingest reports")

    run(work, services=farm.services, administrators=(ADA,))


def test_what_others_share_is_declined_politely_and_nothing_of_it_is_fetched(
    farm: Farm, transport: TransportName
) -> None:
    async def work(at: Bench) -> None:
        before = farm.acts
        (told,) = await shared(at, ALICE, geese__md=GEESE)
        assert "Only administrators may give me documents to read: ask one of them" in told.text
        assert uploads(farm) == {}
        assert farm.acts == before
        assert at.refused() == []

    run(work, transport, services=farm.services, administrators=(ADA,))


def test_a_question_that_comes_with_a_file_is_answered_too(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        told = await shared(at, ALICE, QUESTION, count=2, photo__png=b"x")
        assert "Only administrators may" in told[0].text
        assert CATS in told[1].text
        (alone,) = await shared(at, ADA, "here is the new one", geese__md=GEESE)
        assert "kept as a source" in alone.text

    run(work, services=farm.services, administrators=(ADA,))


def test_a_file_in_a_channel_is_nobodys_upload(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        await at.slack.share(ADA, "C0GENERAL", {"geese.md": GEESE}, f"<@{at.slack.bot}> {QUESTION}")
        await at.settled()
        assert uploads(farm) == {}

    run(work, services=farm.services, administrators=(ADA,))
