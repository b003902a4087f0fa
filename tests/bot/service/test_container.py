"""The container and what runs it: held against hadolint and against rules of our own, for no engine runs here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml

from bot.service.probe import READY, well
from bot.service.running import PORT
from bot.settings import Settings, variable_of
from tests.conftest import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
OBJECTS: list[dict[str, Any]] = list(yaml.safe_load_all((ROOT / "deploy/kubernetes.yaml").read_text("utf-8")))
KNOWN = {variable_of(name) for name in Settings.model_fields}
PAUSE_S = 5  # before a pod is told to end


def instructions() -> list[list[tuple[str, str]]]:
    """Each stage's instructions, continued lines joined."""
    joined = re.sub(r"\\\n\s*", " ", DOCKERFILE)
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    stages: list[list[tuple[str, str]]] = []
    for line in lines:
        name, _, rest = line.partition(" ")
        stages += [[]] if name == "FROM" else []
        stages[-1].append((name, rest))
    return stages


def of_last_stage(name: str) -> list[str]:
    return [rest for each, rest in instructions()[-1] if each == name]


# -- the image ---------------------------------------------------------------------------------------------------------


def test_hadolint_finds_nothing() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    if not hadolint.exists():
        pytest.skip("hadolint isn't installed: make setup")
    ended = subprocess.run([hadolint, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout + ended.stderr) == (0, "")


def test_every_stage_stands_on_the_same_pinned_release() -> None:
    bases = {rest.split()[0] for stage in instructions() for name, rest in stage if name == "FROM"}
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", bases.pop())


def test_what_is_installed_is_what_the_script_installs_on_a_bare_machine() -> None:
    built = [rest for name, rest in instructions()[0] if name == "RUN"]
    assert built == ["bash scripts/setup.sh --runtime"]
    assert "bash scripts/setup.sh" in (ROOT / ".ci/run").read_text("utf-8")


def test_the_last_stage_of_the_image_runs_as_nobody_in_particular_and_builds_nothing() -> None:
    (user,) = of_last_stage("USER")
    assert int(user) >= 10_000
    (made,) = of_last_stage("RUN")
    assert f"--uid {user}" in made
    assert not re.search(r"\b(apt|apt-get|pip|curl|wget|gcc|make|git)\b", made)
    assert of_last_stage("COPY") == ["--from=built /opt/footnote /opt/footnote"]
    assert not of_last_stage("ADD")
    names = [name for name, _ in instructions()[-1]]
    assert names.index("USER") < names.index("ENTRYPOINT")


def test_it_starts_without_a_shell_and_is_told_to_end_itself() -> None:
    assert json.loads(of_last_stage("ENTRYPOINT")[0]) == ["footnote"]
    command = json.loads(of_last_stage("CMD")[0])
    assert command == ["serve", "--host", "0.0.0.0", "--port", str(PORT)]
    assert of_last_stage("STOPSIGNAL") == ["SIGTERM"]
    assert of_last_stage("EXPOSE") == [str(PORT)]
    (check,) = of_last_stage("HEALTHCHECK")
    assert json.loads(check.partition("CMD ")[2]) == ["python", "-m", "bot.service.probe"]
    assert f":{PORT}/readyz" in READY


def test_all_that_it_writes_is_on_the_volume_or_passing() -> None:
    (environment,) = of_last_stage("ENV")
    variables = dict(each.split("=", 1) for each in environment.split())
    assert of_last_stage("VOLUME") == [variables["FOOTNOTE_LIBRARY"]]
    assert variables["HOME"] == "/tmp"
    assert variables["MPLCONFIGDIR"].startswith("/tmp/")
    assert variables["PYTHONDONTWRITEBYTECODE"] == "1"


def test_no_secret_is_built_in_and_no_other_file_goes_along() -> None:
    given = [rest for stage in instructions() for name, rest in stage if name in {"ARG", "ENV"}]
    assert not [each for each in given if re.search(r"TOKEN|SECRET|PASSWORD|KEY", each)]
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert ignored[1] == "*"
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    needed = {
        "bot",
        "ingest",
        "knowledge",
        "scripts",
        "constraints.txt",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "NOTICE",
    }
    assert let_in == needed
    assert ".env" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


# -- compose -----------------------------------------------------------------------------------------------------------


def test_compose_runs_two_bots_on_both_servers_once_those_are_well() -> None:
    services = COMPOSE["services"]
    bot = services["bot"]
    assert bot["deploy"]["replicas"] == 2
    assert {name: each["condition"] for name, each in bot["depends_on"].items()} == {
        "postgres": "service_healthy",
        "chroma": "service_healthy",
    }
    assert all("healthcheck" in services[name] for name in bot["depends_on"])
    assert services["proxy"]["depends_on"]["bot"]["condition"] == "service_healthy"


def test_compose_gives_nothing_more_than_it_needs() -> None:
    for name, service in COMPOSE["services"].items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not re.search(r":latest$|^[^:]+$", service["image"]), name
        assert "privileged" not in service, name
    published = [name for name, service in COMPOSE["services"].items() if "ports" in service]
    assert published == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"]


def test_every_variable_that_is_passed_on_is_a_setting_and_no_secret_is_written_down() -> None:
    bot = COMPOSE["services"]["bot"]["environment"]
    assert set(bot) <= KNOWN
    example = (ROOT / "deploy/example.env").read_text("utf-8")
    asked = {name for value in bot.values() for name in re.findall(r"\$\{(\w+)", str(value))}
    assert asked == set(re.findall(r"^(\w+)=$", example, re.MULTILINE))
    assert not re.findall(r"^\w+=.+$", example, re.MULTILINE)
    (settings,) = [each for each in OBJECTS if each["kind"] == "ConfigMap"]
    assert set(settings["data"]) <= KNOWN
    assert "Secret" not in {each["kind"] for each in OBJECTS}


def test_the_proxy_lets_through_what_chats_send_and_nothing_else() -> None:
    pytest.importorskip("microsoft_teams.api")
    from bot.slack.asgi import PATHS
    from bot.teams.manifest import MESSAGES_PATH

    (pattern,) = re.findall(r"location ~ (\S+) \{", (ROOT / "deploy/nginx.conf").read_text("utf-8"))
    let_through = re.compile(pattern)
    assert all(let_through.search(path) for path in (*PATHS, MESSAGES_PATH))
    assert not any(let_through.search(path) for path in ("/metrics", "/readyz", "/healthz", "/", "/slack/events/x"))


# -- Kubernetes --------------------------------------------------------------------------------------------------------


def workloads() -> list[dict[str, Any]]:
    return [each["spec"]["template"]["spec"] for each in OBJECTS if each["kind"] in {"Deployment", "StatefulSet"}]


def test_pods_run_as_nobody_in_particular_on_a_read_only_root() -> None:
    assert len(workloads()) == 2
    for pod in workloads():
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            held = container["securityContext"]
            assert held["readOnlyRootFilesystem"]
            assert held["allowPrivilegeEscalation"] is False
            assert held["capabilities"] == {"drop": ["ALL"]}
            assert container["resources"]["limits"]["memory"]
            assert not container["image"].endswith(":latest")


def test_probes_ask_what_is_served_and_a_pod_has_the_time_to_finish() -> None:
    (pod,) = [each for each in workloads() if each["containers"][0]["name"] == "bot"]
    bot = pod["containers"][0]
    asked = {name: bot[name]["httpGet"]["path"] for name in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert asked == {"startupProbe": "/healthz", "livenessProbe": "/healthz", "readinessProbe": "/readyz"}
    (settings,) = [each["data"] for each in OBJECTS if each["kind"] == "ConfigMap"]
    assert pod["terminationGracePeriodSeconds"] > float(settings["FOOTNOTE_SHUTDOWN_S"]) + PAUSE_S
    assert f"sleep({PAUSE_S})" in str(bot["lifecycle"]["preStop"])
    compose = COMPOSE["services"]["bot"]
    assert float(compose["stop_grace_period"][:-1]) > float(compose["environment"]["FOOTNOTE_SHUTDOWN_S"])
    assert {mount["mountPath"] for mount in bot["volumeMounts"]} == {"/tmp", "/library"}


def test_every_part_finds_the_other_by_its_labels() -> None:
    labels = [each["spec"]["template"]["metadata"]["labels"] for each in OBJECTS if "template" in each.get("spec", {})]
    selected = [each["spec"]["selector"] for each in OBJECTS if each["kind"] == "Service"]
    assert len(selected) == 2
    assert all(each in labels for each in selected)
    assert len({each["metadata"].get("namespace", "footnote") for each in OBJECTS}) == 1


# -- the probe ---------------------------------------------------------------------------------------------------------


class Half(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/well" else 503)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


def test_the_probe_tells_well_from_unwell_and_from_gone() -> None:
    server = HTTPServer(("127.0.0.1", 0), Half)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    try:
        assert [well(f"{address}/{path}") for path in ("well", "unwell")] == [True, False]
        ended = subprocess.run([sys.executable, "-m", "bot.service.probe", f"{address}/unwell"], cwd=ROOT, check=False)
        assert ended.returncode == 1
    finally:
        server.shutdown()
        server.server_close()
    assert not well(f"{address}/well")
    assert not well("file:///etc/hostname")
