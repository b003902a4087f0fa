#!/usr/bin/env bash
# Drives the Teams app in Microsoft's own client and takes pictures of it, into build/teams/pictures.
#
# The playground comes from npm into build/teams, which git ignores; it is Microsoft's, under Microsoft's licence, and is
# told to send no telemetry. The packages beside it check the cards once more, with Microsoft's own parser.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

command -v npm >/dev/null || {
    echo "teams-browser: Node with npm is needed (on Debian and Ubuntu: apt install nodejs npm)." >&2
    exit 1
}
mkdir -p build/teams
[ -f build/teams/package.json ] || echo '{"private": true}' >build/teams/package.json
npm install --prefix build/teams --no-audit --no-fund --silent \
    @microsoft/m365agentsplayground@0.2.28 adaptivecards@3.0.6
PYTHONPATH=. python scripts/teams_browser.py build/teams build/teams/pictures
