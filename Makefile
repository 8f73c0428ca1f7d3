# `make help` prints what each target does, from the comments that begin with two hashes.

# The first Python that is new enough; `make PYTHON=/somewhere/python3` chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PORT ?= 8000
# Which tests, and how: `make test TESTS=tests/seats ARGS="-x -k queue"`.
TESTS ?=
ARGS ?= -n 2

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq

export PORT

.DEFAULT_GOAL := help
.PHONY: help bytecode demo test check coverage format css icons pressure bench screenshots routes messages search-table lock clean pango chromium node

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.installed bytecode pango ## set up, load the example events, serve them on http://127.0.0.1:8000 (PORT= to change)
	@exec $(BIN)/eventdesk demo

test: $(VENV)/.installed-tests pango chromium node ## the whole suite: SQLite, PostgreSQL, a real browser
	@exec $(BIN)/python -m pytest $(ARGS) $(TESTS)

check: $(VENV)/.installed-tests ## format, lint, types, spelling, templates, then all tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/codespell
	$(BIN)/djlint --lint --quiet templates
	@$(MAKE) --no-print-directory test

format: $(VENV)/.installed-tests ## lay the code out as `make check` wants it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

coverage: $(VENV)/.installed-tests pango chromium node ## the whole suite, and which branches of eventdesk/ it does not take
	@exec $(BIN)/python -m pytest --cov --cov-report=term-missing:skip-covered $(ARGS) $(TESTS)

pressure: $(VENV)/.installed-tests ## seats under pressure at full size, both databases, for half an hour: docs/tests.md
	@PRESSURE=full $(BIN)/python -m pytest -s tests/seats/test_pressure*.py tests/seats/test_seat_state_machine.py

bench: $(VENV)/.installed-tests bytecode pango ## measure the figures that the README promises
	@exec $(BIN)/python -m tests.bench $(ARGS_BENCH)

screenshots: $(VENV)/.installed-tests pango chromium ## photograph every page of the demo into screenshots/
	@exec $(BIN)/python -m tests.screenshots

css: $(VENV)/.installed ## join the style sheets of static/css/ into static/css/generated/, which pages load
	@$(BIN)/python tools/grid_classes.py
	@$(BIN)/python tools/build_css.py

icons: $(VENV)/.installed ## compose the icons' sprite; PACKAGE= names the folder of the unpacked bootstrap-icons
	@$(BIN)/python tools/icon_sprite.py $(PACKAGE)

routes: $(VENV)/.installed-tests ## write the table of who may go where, tests/architecture/routes.txt; read what changed
	@$(BIN)/python -m tests.architecture.matrix > tests/architecture/routes.txt
	@git diff --stat tests/architecture/routes.txt

messages: $(VENV)/.installed ## collect every translatable sentence into translations/messages.pot
	$(BIN)/pybabel $(EXTRACT) --output translations/messages.pot .

search-table: $(VENV)/.installed ## write static/js/search_table.js, what the pages' search takes for the same, from core/text.py
	@$(BIN)/python -m tools.search_table > static/js/search_table.js

lock: $(VENV)/.installed ## write the lock files again, newest versions, with hashes and without registry addresses
	@$(PIP) install uv
	@$(BIN)/uv pip compile $(LOCK) --group build pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile $(LOCK) --extra test --group build -c requirements.txt pyproject.toml -o requirements-test.txt

clean: ## remove what the Makefile made; the databases in data/ stay
	rm -rf $(VENV) tests/node_modules screenshots .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis

# How messages are found: tests/pseudo.py reads this line, so that the tests find the same ones.
EXTRACT := --quiet extract -F babel.cfg -k lazy_gettext -k _l --add-location=file --sort-by-file --no-wrap --project=eventdesk --copyright-holder="The eventdesk authors"

# One lock for every system and Python from 3.11 on. It names versions and hashes only; where the files come from
# is the business of the machine's own pip configuration.
LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "eventdesk needs Python 3.11 or newer; found: $$(python3 --version 2>&1)" >&2; exit 1; fi
	@.ci/need venv $(PYTHON)
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# The locked packages are installed again only when the lock has changed. eventdesk itself is linked to this
# folder (without looking anything up), so that templates and migrations are where the code expects them.
$(VENV)/.installed: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing the locked packages"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-tests: requirements-test.txt $(VENV)/.installed
	@echo "Installing the locked packages for the tests"
	@$(PIP) install --require-hashes -r requirements-test.txt
	@touch $@

# Without the bytecode each start would compile three hundred files. What is compiled already is only looked at.
bytecode: $(VENV)/.installed
	@$(BIN)/python -m compileall -q eventdesk

pango: | $(BIN)/python
	@.ci/need pango $(BIN)/python

chromium:
	@.ci/need chromium

# The second opinions of the tests (a calendar parser and an accessibility checker) are npm packages.
node: $(if $(wildcard tests/package-lock.json),tests/node_modules/.installed)

tests/node_modules/.installed: tests/package.json tests/package-lock.json
	@.ci/need node
	@echo "Installing the locked npm packages for the tests"
	@cd tests && npm ci --no-audit --no-fund --silent
	@touch $@
