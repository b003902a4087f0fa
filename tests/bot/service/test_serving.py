"""What ``footnote serve`` promises: a real process, signed requests, health, metrics, and an orderly end."""

from __future__ import annotations

from pathlib import Path

from bot.slack.manifest import EVENTS_PATH
from tests.bot.service.serving import alone, served
from tests.bot.slack.workspace import QUESTION, UNKNOWN


def test_a_question_over_signed_http_is_answered_and_counted_without_its_words(own_library: Path) -> None:
    async def work() -> None:
        async with served(own_library) as at:
            await at.ready()
            for text in (QUESTION, QUESTION, UNKNOWN):
                (answer,) = await at.answered(await at.mention(text))
            assert answer.blocks
            counted = await at.metrics()
            said = 'surface="slack"'
            assert counted[f'footnote_questions_total{{command="ask",outcome="answer",{said}}}'] == 2
            assert counted[f'footnote_questions_total{{command="ask",outcome="refusal",{said}}}'] == 1
            assert sum(value for name, value in counted.items() if name.startswith("footnote_refusals_total")) == 1
            assert counted['footnote_stage_seconds_count{stage="stored"}'] == 1
            for stage in ("understand", "retrieve", "read"):
                assert counted[f'footnote_stage_seconds_count{{stage="{stage}"}}'] >= 2
            assert counted['footnote_model_call_seconds_count{model="rerank"}'] >= 2
            assert counted["footnote_edition"] == 1
            assert counted["footnote_edition_age_seconds"] > 0
            assert counted["footnote_queue_length"] == 0
            _, text = await at.get("/metrics")
            assert not [word for word in ("cat", "parrots", "alice", "U0ALICE") if word in text.replace("category", "")]

    alone(work())


def test_it_is_alive_from_the_start_and_ready_once_the_models_are_loaded(own_library: Path, tmp_path: Path) -> None:
    """A model that is missing keeps it from being ready, and is found when it is put back, without a restart."""
    model = tmp_path / "model"

    async def work() -> None:
        async with served(own_library, NEEDED=str(model)) as at:
            assert await at.get("/healthz") == (200, {"alive": True})
            body = await at.not_ready()
            while "missing" not in str(body["parts"]["models"]["says"]):
                body = await at.not_ready()
            assert not body["ready"]
            model.touch()
            body = await at.ready()
            assert body["ready"]
            assert {name: part["ok"] for name, part in body["parts"].items()} == dict.fromkeys(
                ("catalogue", "disk", "doors", "edition", "journal", "models", "vectors"), True
            )
            assert body["parts"]["edition"]["says"] == 1

    alone(work())


def test_told_to_end_it_takes_no_more_and_finishes_what_is_under_way(own_library: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gate"

    async def work() -> None:
        async with served(own_library, GATE=str(gate)) as at:
            await at.ready()
            asked = await at.mention()
            await at.counted("footnote_questions_under_way")
            at.terminate()
            body = await at.not_ready()
            assert not body["parts"]["doors"]["ok"]
            assert (await at.get("/healthz"))[0] == 200
            assert await at.post(EVENTS_PATH, b"{}") == 503
            assert not at.slack.replies(asked.channel, asked.ts)
            gate.touch()
            (answer,) = await at.answered(asked)
            assert "48%" in str(answer.blocks)
            assert await at.ended() == 0
        assert at.said[-1] == "Finishing what is under way …"

    alone(work())


def test_what_takes_longer_than_the_setting_is_left_and_said(own_library: Path, tmp_path: Path) -> None:
    async def work() -> None:
        async with served(own_library, GATE=str(tmp_path / "never"), FOOTNOTE_SHUTDOWN_S="0.5") as at:
            await at.ready()
            await at.mention()
            await at.counted("footnote_questions_under_way")
            at.terminate()
            assert await at.ended(10) == 1
        assert "What was under way after 0.5 s is left: FOOTNOTE_SHUTDOWN_S gives it longer." in at.said

    alone(work())


def test_a_queue_that_is_full_says_so_politely_and_in_the_metrics(own_library: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gate"

    async def work() -> None:
        limits = {"FOOTNOTE_WORKERS": "1", "FOOTNOTE_WAITING": "1"}
        async with served(own_library, GATE=str(gate), **limits) as at:
            await at.ready()
            asked = [await at.mention() for _ in range(4)]
            await at.counted("footnote_questions_turned_away_total", 2)
            assert (await at.metrics())["footnote_queue_length"] == 1
            gate.touch()
            replies = [str((await at.answered(each))[0].text) for each in asked]
            assert sum("try again in a minute" in each for each in replies) == 2

    alone(work())
