# `make` lists what there is. Each target first sees to the environment, which is quick when nothing has changed.
SHELL := bash
.DEFAULT_GOAL := help
VENV ?= .venv
BIN := $(VENV)/bin
export VENV
# Where `make ask` keeps its library; the installed `footnote` has a folder of the user's own.
FOOTNOTE_LIBRARY ?= $(CURDIR)/library

.PHONY: help setup ask playground test browser teams-browser check fix eval bench load load-service firewall chaos busy scale lexical figures reader docs lock audit clean

help: ## This list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: ## Make .venv with everything pinned in it
	@bash scripts/setup.sh

ask: export FOOTNOTE_LIBRARY := $(FOOTNOTE_LIBRARY)
ask: export Q := $(value Q)
ask: setup ## Answer Q="…"; without Q, ask at a prompt
	@$(BIN)/footnote ask $${Q:+-- "$$Q"}

playground: export FOOTNOTE_LIBRARY := $(FOOTNOTE_LIBRARY)
playground: setup ## Try the bot in a small Slack in your browser, without a workspace
	@$(BIN)/footnote playground

test: setup ## Run the tests
	$(BIN)/pytest -n 2 --dist loadfile

browser: setup ## Drive the playground in a browser (needs Chromium)
	$(BIN)/python -m pip install -qqq --constraint constraints.txt playwright
	$(BIN)/pytest tests/browser

teams-browser: setup ## Drive the Teams app in Microsoft's playground for agents (needs Node and Chromium)
	@PATH="$(BIN):$$PATH" bash scripts/teams_browser.sh

check: setup ## All that must hold before a change lands: form, lint, types, imports, documents, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bot.slack.manifest --check
	$(BIN)/python scripts/generate_docs.py --check
	$(BIN)/pytest -n 2 --dist loadfile

fix: setup ## Mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: setup ## Ask questions with known answers and score what comes back
	@PATH="$(BIN):$$PATH" bash scripts/eval.sh

bench: setup ## Measure speed and memory, beside a plain LangChain pipeline
	@PATH="$(BIN):$$PATH" bash scripts/bench.sh

load: setup ## Let 200 questions arrive within 10 s at the bot in a loopback Slack, and measure
	@$(BIN)/python scripts/load.py

scale: setup ## Ask questions at 10,000 and at N=1000000 passages on a Postgres and a Chroma server of its own (an hour)
	@nice $(BIN)/python scripts/scale.py $(if $(N),--passages $(N))

lexical: setup ## Hold recall with Postgres's lexical rank beside SQLite's (LIBRARY="folder" QUESTIONS="files")
	@$(BIN)/python scripts/lexical.py $(LIBRARY) $(QUESTIONS)

firewall: setup ## Let a scripted writer lie, and count what the firewall catches and which honest sentences it refuses
	@PYTHONPATH=. $(BIN)/python scripts/firewall.py

chaos: setup ## Kill a re-ingest at 50 random moments while another process asks, and look whether all is well
	@$(BIN)/python scripts/chaos.py

busy: setup ## Time questions while 10,000 passages are re-ingested, beside the same questions when nothing else is done
	@$(BIN)/python scripts/busy.py

reader: setup ## Train the model that tells answers from near-misses (an hour on 2 cores) and fit the reader
	@PATH="$(BIN):$$PATH" bash scripts/reader.sh

docs: setup ## Fill in the generated parts of the documents, and the Slack app's manifest
	$(BIN)/python -m bot.slack.manifest
	$(BIN)/python scripts/generate_docs.py

figures: setup ## Measure (eval, bench) and write the results into docs/figures, from where the README shows them
	@PATH="$(BIN):$$PATH" bash scripts/figures.sh

lock: ## Write constraints.txt anew, with the newest versions that fit together
	@bash scripts/lock.sh

# The newest auditor is the right one, so it is not pinned and has an environment of its own.
audit: setup ## Look the pinned packages up in the list of known vulnerabilities
	@$(BIN)/python -m venv build/audit && build/audit/bin/python -m pip install -qqq pip-audit
	@build/audit/bin/pip-audit --requirement constraints.txt --no-deps --disable-pip

clean: ## Remove what was made, except .venv and the library
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find bot ingest knowledge tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
