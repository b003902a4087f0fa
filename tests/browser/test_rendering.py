"""The page shows every block as it should, in every light and at every width, and never makes markup of a text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from bot.playground.people import GENERAL, JONAS
from tests.browser.driving import Workspace, rendered

SAMPLES = Path(__file__).with_name("samples")
GALLERY: dict[str, list[dict[str, Any]]] = json.loads((SAMPLES / "gallery.json").read_text("utf-8"))
HOSTILE: list[str] = json.loads((SAMPLES / "hostile.json").read_text("utf-8"))["texts"]
ALLOWED = """
    a article aside b blockquote br button circle code div em figcaption figure hr li line mark ol option p path pre
    rect s section select small span strong sub svg table tbody td text th thead time tr u ul
"""


@pytest.mark.parametrize("name", GALLERY)
def test_every_block_that_is_known_is_shown_and_others_say_so(bare: Workspace, name: str) -> None:
    place = rendered(bare.page, GALLERY[name])
    expect(place.locator("> *")).to_have_count(len(GALLERY[name]))
    unsupported = place.get_by_text("Unsupported").all_text_contents()
    assert unsupported == (["Unsupported hologram block"] if name == "unknown" else [])


def test_charts_write_every_value_out_and_have_a_table_to_hear(bare: Workspace) -> None:
    place = rendered(bare.page, GALLERY["charts"] + GALLERY["more charts"])
    drawn = [set(chart.locator(".value, .legend b").all_text_contents()) for chart in place.locator("figure").all()]
    assert drawn[0] == {"34", "28", "21", "17"}
    assert drawn[1] == {"12.5", "19", "27", "38", "48", "22", "31", "44", "58", "67"}
    assert drawn[2] == {"41", "33", "17", "9"}
    assert drawn[3] == {"12", "-8", "3.5", "7", "-2", "9", "4", "1"}
    for chart in place.locator("figure").all():
        expect(chart.get_by_role("img")).to_have_count(1)
        assert chart.get_by_role("table").get_by_role("row").count() >= 5


def test_bars_are_as_high_as_their_values(bare: Workspace) -> None:
    place = rendered(bare.page, GALLERY["charts"][:1])
    heights = [float(bar.get_attribute("height") or 0) for bar in place.locator(".plot rect").all()]
    assert [round(height / heights[0] * 34) for height in heights] == [34, 28, 21, 17]


def test_styles_links_and_lists_of_rich_text_are_kept(bare: Workspace) -> None:
    place = rendered(bare.page, GALLERY["rich text"])
    for tag, words in {"strong": "bold", "em": "italic", "s": "struck", "code": "code"}.items():
        expect(place.locator(f".rich-section {tag}")).to_have_text(words)
    expect(place.locator("blockquote a")).to_have_attribute(
        "href", "https://example.org/report#:~:text=dedicated%20team"
    )
    expect(place.locator("ol li")).to_have_count(2)
    expect(place.locator("pre")).to_have_text("value,base\n34%,companies with AI in production")


def tags_in(place: Locator) -> set[str]:
    found: list[str] = place.evaluate(
        "(top) => [...top.querySelectorAll('*')].map((each) => each.tagName.toLowerCase())"
    )
    return set(found)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_shown_as_text_in_every_kind_of_block(bare: Workspace, text: str) -> None:
    plain = {"type": "plain_text", "text": text}
    run = {"type": "text", "text": text}
    place = rendered(
        bare.page,
        [
            {"type": "section", "text": {"type": "mrkdwn", "text": text}, "fields": [plain]},
            {"type": "markdown", "text": text},
            {"type": "header", "text": plain},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": text}, plain]},
            {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [run]}]},
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": text, "text": text}]}],
            },
            {"type": "actions", "elements": [{"type": "button", "action_id": "a", "text": plain, "url": text}]},
            {"type": "table", "rows": [[{"type": "raw_text", "text": text}]]},
            {"type": "image", "alt_text": text, "image_url": text, "title": plain},
            {
                "type": "data_visualization",
                "title": text,
                "chart": {"type": "pie", "segments": [{"label": text, "value": 1}]},
            },
            {"type": text},
        ],
    )
    assert tags_in(place) <= set(ALLOWED.split())
    links = place.locator("a").evaluate_all("(all) => all.map((each) => each.protocol)")
    assert set(links) <= {"http:", "https:", "mailto:"}
    assert bare.page.evaluate("window.hacked") is None
    expect(place.locator("blockquote").last).to_have_text(text.replace("\n", ""))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_message_stays_a_message(bare: Workspace, text: str) -> None:
    jonas = bare.another(JONAS.user.id)
    for each in (bare, jonas):
        each.go("general")
    bare.say(text.replace("\x00", ""))
    bare.run(bare.app.chat_postMessage(channel=GENERAL, text=text, blocks=[{"type": "markdown", "text": text}]))
    for each in (bare, jonas):
        expect(each.channel.locator(".message")).to_have_count(2)
        assert tags_in(each.channel.locator(".blocks").first) <= set(ALLOWED.split())
        assert tags_in(each.channel.locator(".blocks").last) <= set(ALLOWED.split())
        assert each.page.evaluate("window.hacked") is None


def test_long_and_dull_texts_are_shown_in_no_time(bare: Workspace) -> None:
    """Nothing that is read takes longer than its length."""
    for dull in ("*", "_a ", "[", "<", "`", "> ", "**x ", "~~", ":a", "http://", "| a ", "- ", "\\", "&lt;"):
        long = dull * (40_000 // len(dull))
        took = bare.page.evaluate(
            """async (text) => {
                const { mrkdwn } = await import("/static/text/mrkdwn.js");
                const { markdown } = await import("/static/text/markdown.js");
                const names = { user: () => null, channel: () => null };
                const before = performance.now();
                mrkdwn(text, names);
                markdown(text, names);
                return performance.now() - before;
            }""",
            long,
        )
        assert (dull, took < 3000) == (dull, True), f"{dull!r} took {took:.0f} ms"


def test_the_page_fits_a_phone_and_its_menu_opens(bare: Workspace) -> None:
    bare.page.set_viewport_size({"width": 390, "height": 780})
    rendered_width = bare.page.evaluate("document.documentElement.scrollWidth")
    assert rendered_width <= 390
    expect(bare.sidebar).to_be_hidden()
    bare.page.get_by_role("button", name="Channels and people").click()
    expect(bare.sidebar).to_be_visible()
    bare.go("general")
    expect(bare.sidebar).to_be_hidden()
    expect(bare.page.get_by_role("heading", level=1)).to_have_text("general")


def test_light_and_dark_follow_the_system(bare: Workspace) -> None:
    def brightness() -> int:
        colour: str = bare.page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in colour.removeprefix("rgb(").rstrip(")").split(","))

    bare.page.emulate_media(color_scheme="light")
    assert brightness() > 700
    bare.page.emulate_media(color_scheme="dark")
    assert brightness() < 150
