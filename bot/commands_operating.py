"""The rows of the table of commands for whoever operates it: from a folder to servers, and back."""

from __future__ import annotations

from bot.command import TERMINAL, Command, later

OPERATING = (
    Command(
        name="serve",
        summary="Serve Slack and Teams over HTTP in one process, with health and metrics.",
        help="""Takes Slack's requests at /slack/events where SLACK_SIGNING_SECRET is set, and Teams' at /api/messages
where TEAMS_CLIENT_ID is; each is refused when its signature or token is wrong. Workspaces install the app at
/slack/install. The schedule, and the notes on answers that have changed, run in it as well.

/healthz says that the process is alive, /readyz (JSON; 503 while not) whether models, stores and an edition are there,
/metrics is for Prometheus. On SIGTERM it takes nothing more and finishes what is under way, for FOOTNOTE_SHUTDOWN_S
seconds at most. The page docs/operating.md has the rest: containers, several replicas, logs, traces, backup.""",
        examples=("footnote serve", "footnote serve --port 8700 --host 0.0.0.0"),
        run=later("bot.service.running"),
        surfaces=TERMINAL,
    ),
    Command(
        name="migrate",
        summary="Move a library from its folder to a Postgres and a Chroma server, or back.",
        help="""Takes the servers from FOOTNOTE_DATABASE_URL and FOOTNOTE_CHROMA_URL, and the folder from
FOOTNOTE_LIBRARY (to the servers) or from the command (back). Catalogue, sources, what was asked, Slack's installations
and vectors are moved, and what arrived is held against what left, row by row and vector by vector. The source is only
read. Where it is interrupted nothing has changed but some vectors, which the next try finds there already.

A target that has something in it is replaced only with --yes, or when you say so. An ingest has to wait meanwhile.""",
        examples=(
            "FOOTNOTE_LIBRARY=./library footnote migrate --to-servers",
            "footnote migrate --to-embedded ./library --yes",
        ),
        run=later("bot.migrating"),
        surfaces=TERMINAL,
        who="administrators",
    ),
)
