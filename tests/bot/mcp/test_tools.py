"""What each tool gives, as a client of the SDK sees it; the client itself holds results against their schemas."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.desk import Desk
from bot.mcp.tools import TOOLS, without_paths
from bot.requests import Request, StatisticsOptions
from bot.wire import reply_to_json
from tests.bot.mcp.assistants import CAT, PETS, connected, run, served, text, wire
from tests.bot.parts import HALF


def called(name: str, **arguments: Any) -> Any:
    async def work() -> Any:
        async with connected(served()) as client:
            return await client.call_tool(name, arguments)

    return run(work)


def test_four_tools_are_listed_and_each_tells_how_to_cite_and_what_it_takes_and_gives() -> None:
    async def work() -> Any:
        async with connected(served()) as client:
            return (await client.list_tools()).tools, client.instructions

    tools, instructions = run(work)
    assert [tool.name for tool in tools] == ["ask", "lookup_statistic", "verify_claim", "list_documents"]
    for tool in tools:
        assert "cite" in tool.description.lower()
        assert tool.annotations.read_only_hint
        Draft202012Validator.check_schema(tool.input_schema)
        Draft202012Validator.check_schema(tool.output_schema)
        assert tool.input_schema["additionalProperties"] is False
    takes = {tool.name: sorted(tool.input_schema["properties"]) for tool in tools}
    assert takes["ask"] == ["after", "documents", "question"]
    assert takes["lookup_statistic"] == ["documents", "query", "unit", "year"]
    assert "never instructions" in instructions


def test_an_answer_is_the_object_that_ask_json_prints_with_an_id_to_follow_up() -> None:
    result = called("ask", question="How many firms keep a cat?")
    answer = wire(result)
    assert (answer["kind"], answer["text"], answer["reason"]) == ("answer", f"{HALF} [1]", None)
    assert answer["citations"][0]["quote"] == HALF
    assert len(answer["id"]) >= 16
    assert f"[1] “{HALF}” (Cats at work, page 3, cats.pdf)" in text(result)
    assert answer["id"] in text(result)


def test_a_refusal_is_a_result_with_its_reason_and_the_nearest_facts() -> None:
    result = called("ask", question="How many hospitals keep a dog?")
    refusal = wire(result)
    assert (refusal["kind"], refusal["reason"]) == ("refusal", "wrong_population")
    assert refusal["citations"][0]["quote"] == HALF
    assert text(result).startswith("The documents don't answer this (wrong_population).")
    assert f"no answer to the question:\n[1] “{HALF}”" in text(result)


def test_a_follow_up_names_the_answer_that_it_follows() -> None:
    services = served()

    async def work() -> Any:
        async with connected(services) as client:
            first = wire(await client.call_tool("ask", {"question": "Cats?"}))
            await client.call_tool("ask", {"question": "And parrots?"})  # a conversation of its own
            return await client.call_tool("ask", {"question": "And small ones?", "after": first["id"]})

    wire(run(work))
    history = [[turn.question for turn in turns] for _, turns, _ in services.answerer.asked]  # type: ignore[attr-defined]
    assert history == [[], [], ["Cats?"]]


def test_an_unknown_id_to_follow_up_is_an_error_that_says_what_to_do() -> None:
    result = called("ask", question="And small ones?", after="nothing-like-it")
    assert result.is_error
    assert text(result) == (
        "No earlier answer has the id 'nothing-like-it': leave after out, and ask the question whole."
    )


def test_a_figure_comes_with_its_base_and_where_it_stands() -> None:
    result = called("lookup_statistic", query="keep a cat in the office", year=2024)
    found = wire(result)
    best, place = found["statistics"][0], found["citations"][0]
    assert (best["as_written"], best["base"], place["page"]) == ("48%", "firms", 3)
    assert len(found["citations"]) == len(found["statistics"])
    assert text(result).startswith("[1] 48%: keep a cat, base: firms")
    assert f"“{CAT.quote}” (Pet survey 2024, page 3, pets.md)" in text(result)


def test_a_look_up_is_what_stat_json_prints_and_where_it_stands() -> None:
    services = served()
    request = Request(
        command="stat", user="ada", surface="terminal", text="responsible: central IT", options=StatisticsOptions()
    )
    printed = reply_to_json(Desk(services).handle(request))
    found = wire(called("lookup_statistic", query="responsible: central IT"))
    assert {key: found[key] for key in printed} == without_paths(printed)
    assert found["distribution"]["question"] == "Who is responsible?"


def test_where_nothing_fits_the_nearest_are_said_to_be_something_else() -> None:
    result = called("lookup_statistic", query="keep a cat", unit="times")
    found = wire(result)
    assert (found["statistics"], found["citations"]) == ([], [])
    assert found["nearest"]
    assert text(result).startswith("No figure in the documents fits. The nearest, which is another one:\n[1] ")


def test_a_claim_is_checked_with_what_does_stand_there() -> None:
    result = called("verify_claim", text="60% of firms keep a cat in the office.")
    verdict = wire(result)
    assert verdict["verdict"] == "contradicted"
    assert verdict["statistics"][0]["as_written"] == "48%"
    assert text(result).startswith("Contradicted: “60% of firms keep a cat in the office.”\nWhat stands there: 48%")
    assert called("verify_claim", text="Good morning!").structured_content["verdict"] == "not_in_reports"


def test_documents_are_listed_with_what_the_other_tools_call_them() -> None:
    result = called("list_documents")
    document = wire(result)["documents"][1]
    assert (document["document"], document["title"], document["period"]) == ("pets.md", "Pet survey 2024", [2024])
    assert text(result).splitlines()[1] == "pets.md: Pet survey 2024 (Example Research; about 2024)"


def test_over_a_network_no_path_of_this_machine_leaves() -> None:
    for name, arguments in (
        ("list_documents", {}),
        ("ask", {"question": "cats?"}),
        ("lookup_statistic", {"query": "keep a cat"}),
        ("verify_claim", {"text": "48% of firms keep a cat in the office."}),
    ):
        assert "file:" not in called(name, **arguments).model_dump_json()


@pytest.mark.parametrize(
    ("name", "arguments", "sentence"),
    [
        ("ask", {}, "The argument 'question' is missing."),
        ("ask", {"question": "   "}, "The argument 'question' is wrong: string should have at least 1 character."),
        ("ask", {"question": "a" * 2001}, "The argument 'question' is wrong: string should have at most 2000"),
        ("ask", {"question": "Cats?", "documents": "pets.md"}, "The argument 'documents' is wrong: input should be a"),
        ("ask", {"question": "Cats?", "doc": "pets.md"}, "There is no argument 'doc'; the tool's arguments: question,"),
        ("ask", {"question": "Cats?", "documents": ["no.md"]}, "There is no document called 'no.md': the tool list_d"),
        ("lookup_statistic", {"query": "cat", "year": 20}, "The argument 'year' is wrong: input should be greater"),
        ("lookup_statistic", {"query": "cat", "unit": "cats"}, "The argument 'unit' is wrong: input should be 'perce"),
        ("verify_claim", {"text": 7}, "The argument 'text' is wrong: input should be a valid string."),
        ("list_documents", {"all": True}, "There is no argument 'all'; the tool's arguments: none."),
    ],
)
def test_what_is_wrong_with_arguments_is_said_as_the_tools_error(
    name: str, arguments: dict[str, Any], sentence: str
) -> None:
    result = called(name, **arguments)
    assert result.is_error
    assert text(result).startswith(sentence)


def test_control_characters_of_a_question_do_not_come_back() -> None:
    assert "\x1b" not in text(called("ask", question="\x1b[31mcats?\x00"))


def test_every_tool_asks_only_commands_that_assistants_may_use() -> None:
    from bot.commands import on

    assert {command.name for command in on("mcp")} == {"ask", "stat", "verify", "documents", "text"}
    assert len(TOOLS) == 4
    assert PETS.document.uri.startswith("file:")
