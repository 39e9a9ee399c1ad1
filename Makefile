# Everything a newcomer needs is a target here; `make` alone lists them.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
RUNTIME := .venv/.runtime-installed
DEVELOPMENT := .venv/.development-installed
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes


PORT ?= 8000
# Two more than the cores of a small machine: some tests wait more than they work.
TEST_PROCESSES ?= 4

.DEFAULT_GOAL := help
.PHONY: help install setup run test test-fast audit mutants long screenshots icons html lighthouse check format lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

install: $(RUNTIME) ## Make .venv with what the portal needs to run, and nothing else

setup: $(DEVELOPMENT) ## Make .venv with everything that working on the portal needs

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The portal needs Python 3.11 or newer; name one with PYTHON=...")'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

$(RUNTIME): requirements.txt | .venv/bin/python
	@echo "Installing what the portal needs (once; under a minute)"
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	@echo "Installing what working on the portal needs (once; a minute or two)"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

# --- Trying it -------------------------------------------------------------------------------
# What the environment says wins, then the file .env, then what suits a machine of one's own.
# Without quotes and trailing blanks, as the settings read it.
in_env_file = $(shell sed -nE "/^$(1)=/{s/^$(1)=//;s/[[:space:]]*$$//;s/^([\"'])(.*)[\"']$$/\2/;p;}" .env 2>/dev/null)
run: export DEBUG := $(or $(DEBUG),$(call in_env_file,DEBUG),1)
run: export DEMO_PASSWORD := $(or $(DEMO_PASSWORD),$(call in_env_file,DEMO_PASSWORD),launch-demo)
run: export PORTAL_URL := $(or $(PORTAL_URL),$(call in_env_file,PORTAL_URL),http://127.0.0.1:$(PORT))
run: export VAR_DIR := $(or $(VAR_DIR),$(call in_env_file,VAR_DIR),var)
run: export SANDBOX_PORT := $(or $(SANDBOX_PORT),$(call in_env_file,SANDBOX_PORT),$(shell expr $(PORT) + 1))
run: export SANDBOX_URL := $(or $(SANDBOX_URL),$(call in_env_file,SANDBOX_URL),http://127.0.0.1:$(SANDBOX_PORT))

run: $(RUNTIME) ## Start web, worker and sandbox with demo data (PORT=8000); Ctrl-C stops them
	@mkdir -p -m 700 "$(VAR_DIR)" && mkdir -p "$(VAR_DIR)/static"
	@$(BIN)/python -m rcsportal.demo start $(PORT) $(SANDBOX_PORT)

# --- Working on it ---------------------------------------------------------------------------
# What Python and pytest compile is kept, whatever the machine prefers: it costs five seconds in each process of the tests.
run test test-fast mutants long: export PYTHONDONTWRITEBYTECODE :=
test: $(DEVELOPMENT) ## Run every test, a real browser's too, on SQLite, and what touches a database on PostgreSQL
	@$(BIN)/python -m tests.ground.browser
	@failed=; for database in sqlite postgres; do \
		only=; [ $$database = sqlite ] || only=--only-with-database; \
		printf '\n== Every test%s on %s ==\n' "$${only:+ that touches a database and not the page alone}" $$database; \
		$(BIN)/python -m pytest --database=$$database -n $(TEST_PROCESSES) --dist worksteal $$only; status=$$?; \
		[ $$status -ne 2 ] || exit 2; \
		[ $$status -eq 0 ] || failed="$$failed $$database"; \
	done; \
	[ -z "$$failed" ] || { echo "Failed on:$$failed"; exit 1; }

test-fast: $(DEVELOPMENT) ## Run the tests on SQLite, without the browser
	@$(BIN)/python -m pytest -q -n $(TEST_PROCESSES) --ignore=tests/browser

audit: $(DEVELOPMENT) ## Kill workers over 5,000 submissions to a misbehaving Kaleyra, and count (20 minutes)
	@for database in sqlite postgres; do $(BIN)/python -m benchmarks.audit --database=$$database || exit 1; done

mutants: $(DEVELOPMENT) ## Change what judges, decides, sends and moves states bit by bit: a test must notice each change
	@$(BIN)/python -m benchmarks.mutants

# LONG=0.1 RACE_ROUNDS=100 for a tenth of it. Nothing in it is stopped for taking long.
LONG ?= 1
RACE_ROUNDS ?= 1000
long: $(DEVELOPMENT) ## Draw 120,000 forms, 20,000 queries and 10,000 answers, and race 1,000 times, on both databases (hours)
	@for database in sqlite postgres; do \
		LONG=$(LONG) RACE_ROUNDS=$(RACE_ROUNDS) $(BIN)/python -m pytest --database=$$database -o faulthandler_timeout=0 \
			tests/views/test_launch_new_bad_input.py tests/views/test_bad_queries.py tests/forms/test_launch_form.py \
			tests/forms/test_links.py tests/contract/test_replies_properties.py tests/faults/test_races.py || exit 1; \
	done

screenshots: $(DEVELOPMENT) ## Take a picture of every page, wide and narrow, light and dark, into docs/screenshots
	@$(BIN)/python -m tests.ground.browser
	@$(BIN)/python -m benchmarks.screenshots

icons: $(DEVELOPMENT) ## Write the drawings of the icons that are named into static/css/system.css
	@$(BIN)/python -m benchmarks.icons

html: $(DEVELOPMENT) ## Let the Nu HTML checker look at every page (needs Java, and npm the first time)
	@$(BIN)/python -m benchmarks.html

lighthouse: $(DEVELOPMENT) ## Measure list, launch page and form as on a phone with a slow network (needs node and npm)
	@$(BIN)/python -m tests.ground.browser
	@$(BIN)/python -m benchmarks.lighthouse

# `make -k check` looks at everything even when something is wrong.
CHECKS := check-format check-lint check-templates check-arrows check-types check-migrations check-settings check-production
.PHONY: $(CHECKS)
# A developer's own settings are none of these checks' business.
check $(CHECKS): export ENV_FILE := /dev/null
check $(CHECKS): export VAR_DIR := var/check
check $(CHECKS): export DEBUG := 1
$(CHECKS): $(DEVELOPMENT)

check: $(CHECKS) ## Look for everything that is wrong without running it: format, lint, types, arrows, settings
	@echo "Nothing to complain about."

check-format:
	@echo "format"; $(BIN)/ruff format --check --quiet --output-format concise . || { echo "Run: make format"; exit 1; }
check-lint:
	@echo "lint"; $(BIN)/ruff check --quiet --output-format concise .
check-templates:
	@echo "templates"; $(BIN)/djlint templates --lint --quiet
check-arrows:
	@echo "arrows"; said=$$($(BIN)/lint-imports --no-logo 2>&1) || { echo "$$said"; exit 1; }
check-types:
	@echo "types"; $(BIN)/mypy --no-error-summary manage.py rcsportal launches sandbox $(wildcard benchmarks)
check-migrations:
	@echo "migrations"; $(BIN)/python manage.py makemigrations --check --dry-run \
		> /dev/null || { echo "Models and migrations differ: manage.py makemigrations"; exit 1; }
check-settings:
	@echo "settings"; $(BIN)/python manage.py check --fail-level WARNING > /dev/null
check-production: export DEBUG := 0
check-production: export ALLOWED_HOSTS := portal.example.com
check-production: export PORTAL_URL := https://portal.example.com
check-production: export KALEYRA_NA_SID := a-sid
check-production: export KALEYRA_NA_API_KEY := a-key
check-production:
	@echo "settings in production"; SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
		$(BIN)/python manage.py check --deploy --fail-level WARNING > /dev/null

format: $(DEVELOPMENT) ## Put the code in house style
	@$(BIN)/ruff check --quiet --select I --fix .
	@$(BIN)/ruff format .

# Only the lists of packages and their hashes: where a package is fetched from is each machine's affair.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade
lock: $(DEVELOPMENT) ## Renew the locks from requirements*.in (needs the network)
	@$(LOCK) requirements.in --output-file requirements.txt
	@$(LOCK) requirements-dev.in --output-file requirements-dev.txt

clean: ## Remove everything that make made, the demo data included
	@rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
