# Every command here works in a fresh clone: it first installs and builds what it needs.
# Python >= 3.12 is the only thing to bring; PYTHON=/path/to/python3 names one in an unusual place.

PORT ?= 8000
PY := .venv/bin/python
MANAGE := $(PY) manage.py
NPM := PATH="$(CURDIR)/.venv/bin:$$PATH" npm --prefix frontend
BENCH := env -u DATABASE_URL VAR_DIR="$(CURDIR)/var/bench" $(MANAGE)
CODE := portal interaction search chatbot frontend

INSTALLED := .venv/installed
NODE_MODULES := frontend/node_modules/.package-lock.json
BUILT := frontend/static/build/app.js
COLLECTED := $(or $(VAR_DIR),var)/static/staticfiles.json

.PHONY: help setup prepare demo test test-suite test-services lint bench lock

help:
	@echo "make setup          install, build and migrate"
	@echo "make demo           the same, load the demo city and serve it at http://127.0.0.1:$(PORT)/"
	@echo "make test           unit tests, front-end tests and browser tests, on SQLite"
	@echo "make test-services  the same suite on PostgreSQL and Redis, but for the looks of every page"
	@echo "make lint           style, types, import contracts, migrations, deployment checks"
	@echo "make bench          speed of search, masking, deadlines and rooms, quality of answers"
	@echo "make lock           renew requirements.lock from pyproject.toml (needs uv)"

$(INSTALLED): requirements.lock scripts/install.sh scripts/find-python.sh
	@sh scripts/install.sh

$(NODE_MODULES): frontend/package-lock.json frontend/package.json | $(INSTALLED)
	@$(NPM) ci --loglevel error --no-audit --no-fund
	@touch $@

$(BUILT): $(NODE_MODULES) $(shell find frontend/src frontend/*.ts frontend/*.json -type f)
	@$(NPM) run --silent build -- --logLevel warn

$(COLLECTED): $(BUILT) $(INSTALLED) $(shell find $(CODE) -path '*/static/*' -type f)
	@$(MANAGE) collectstatic --noinput --verbosity 0

prepare: $(INSTALLED) $(COLLECTED)

setup: prepare
	@$(MANAGE) migrate --verbosity 0

demo: setup
	@$(MANAGE) load_demo
	@$(MANAGE) serve_demo --port $(PORT)

test: prepare
	@$(NPM) run --silent test
	@$(MAKE) --no-print-directory test-suite

# The browser tests have a process of their own: Playwright's loop and async tests do not mix.
test-suite: prepare
	@$(PY) -m pytest -q -n auto --maxprocesses 8
	@CHROMIUM="$$(sh scripts/find-chromium.sh)" && export CHROMIUM && $(PY) -m pytest -q tests/e2e $(E2E_OPTIONS)

# How pages look does not depend on the database: that is tested once.
test-services: prepare
	@$(PY) scripts/with_services.py $(MAKE) --no-print-directory test-suite \
		E2E_OPTIONS=--ignore=tests/e2e/test_every_page.py

lint: $(INSTALLED) $(NODE_MODULES)
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --quiet --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-logo >/dev/null || .venv/bin/lint-imports --no-logo
	@$(PY) -m djlint --quiet --lint --allow-empty-input $(CODE)
	@$(MANAGE) makemigrations --check --dry-run --verbosity 0
	@sh scripts/check-production.sh
	@$(NPM) run --silent typecheck
	@$(NPM) run --silent lint

# On a database of its own: the demo city and nothing else.
bench: $(INSTALLED)
	@$(BENCH) migrate --verbosity 0
	@$(BENCH) load_demo
	@$(BENCH) embed_passages
	@$(BENCH) evaluate_answers tests/eval/demo-test.jsonl
	@$(PY) -m tests.benchmarks.bench_search
	@$(PY) -m tests.benchmarks.bench_deadlines
	@$(PY) -m tests.benchmarks.bench_masking
	@$(PY) -m tests.benchmarks.bench_rooms

lock:
	UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --quiet --universal --python-version 3.12 \
		--generate-hashes --no-emit-index-url --group dev --output-file requirements.lock pyproject.toml
