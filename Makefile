# `make play` and `make test` need Python 3.11 or newer and make. What they make is in .venv and .var.

PORT ?= 8000
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest --quiet
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.NOTPARALLEL:
.PHONY: play play-scaled demo test check unit faults browser soak bench format messages audit clean

# Play: on this machine, and on phones in the same network. PORT=8001 for another port.
play:
	@.ci/venv requirements.txt
	@exec $(BIN)/python manage.py play --port $(PORT)

# The same, at a table with bots.
demo:
	@.ci/venv requirements.txt
	@exec $(BIN)/python manage.py demo --port $(PORT)

# PostgreSQL, Redis, two server processes and nginx in front, on this machine.
play-scaled:
	@.ci/venv requirements.txt tests/requirements.txt
	@.ci/needs
	@exec $(BIN)/python -m tests.scaled --port $(PORT)

# All checks, cheapest first; the first that fails ends it.
# What is killed, cut and starved on purpose runs beside the rest: most of the time it waits.
test: check
	@mkdir -p .var/reports
	@$(MAKE) --no-print-directory faults >.var/reports/faults.log 2>&1 & faults=$$!; \
	$(MAKE) --no-print-directory unit browser; others=$$?; \
	wait $$faults; harm=$$?; cat .var/reports/faults.log; exit $$((others + harm))
	@$(BIN)/python .ci/summary .var/reports/doctests.xml .var/reports/unit.xml \
		.var/reports/faults.xml .var/reports/browser.xml

check:
	@.ci/venv requirements.txt tests/requirements.txt
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --quiet --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/djlint --check --lint templates
	.ci/javascript static/js
	$(BIN)/python manage.py makemigrations --check --verbosity 0
	$(BIN)/python manage.py check

unit:
	@.ci/venv requirements.txt tests/requirements.txt
	@.ci/needs
	$(PYTEST) --junitxml=.var/reports/doctests.xml \
		--doctest-modules --doctest-glob='*.md' game_engine $(wildcard README.md)
	$(PYTEST) --numprocesses=auto --maxprocesses=4 \
		--junitxml=.var/reports/unit.xml --ignore=tests/faults

faults:
	@.ci/venv requirements.txt tests/requirements.txt
	@.ci/needs
	$(PYTEST) -s --junitxml=.var/reports/faults.xml tests/faults

# The fault tests with all the figures of the table, and half an hour of play at the end.
soak:
	@.ci/venv requirements.txt tests/requirements.txt
	@.ci/needs
	FAULTS=long $(PYTEST) -s -o faulthandler_timeout=0 tests/faults tests/engine/test_random_play.py

# On their own, because Playwright's event loop and pytest-asyncio's cannot share a process.
browser:
	@.ci/venv requirements.txt tests/requirements.txt
	@.ci/needs
	$(PYTEST) --numprocesses=2 --dist=loadfile --junitxml=.var/reports/browser.xml tests/browser

# Speed beside its goals, in about four minutes; BENCH=long also tries 500 rooms.
bench:
	@.ci/venv requirements.txt tests/requirements.txt
	@.ci/needs
	@$(BIN)/python -m tests.bench

format:
	@.ci/venv requirements.txt tests/requirements.txt
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/djlint --quiet --reformat templates

# After a change of any text: brings the catalogs in colorclues/locale up to date. Needs GNU gettext.
messages:
	@.ci/venv requirements.txt tests/requirements.txt
	$(BIN)/python .ci/messages

# Known holes in what the server runs on; asks the package index.
audit:
	@.ci/venv requirements.txt tests/requirements.txt
	$(BIN)/pip-audit --requirement requirements.txt --progress-spinner off

clean:
	rm -rf .venv .var
