# `make play` and `make test` need Python 3.11 or newer and make. What they make is in .venv and .var.

PORT ?= 8000
TIMES ?= 10
LOAD ?= 2
PARTS ?= doctests unit faults browser
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest --quiet
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The tests start hundreds of processes: what one has compiled the next need not.
unexport PYTHONDONTWRITEBYTECODE

.NOTPARALLEL:
.PHONY: play play-scaled demo test check doctests unit faults browser test-under-load soak bench format messages audit clean

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

# All checks, then all tests, faults beside the others; what was found is in the last lines.
test:
	@.ci/venv requirements.txt tests/requirements.txt
	@.ci/needs
	@$(BIN)/python .ci/suite

# A part of it.
check:
	@.ci/venv requirements.txt tests/requirements.txt
	@$(BIN)/python .ci/suite $@

doctests unit faults browser:
	@.ci/venv requirements.txt tests/requirements.txt
	@.ci/needs
	@$(BIN)/python .ci/suite $@

# Tests (all, or PARTS of them) TIMES times over, while LOAD cores are kept busy with something else.
test-under-load:
	@.ci/venv requirements.txt tests/requirements.txt
	@.ci/needs
	@exec $(BIN)/python .ci/under-load --times $(TIMES) --load $(LOAD) $(PARTS)

# The fault tests with all the figures of the table, a thousand page loads, and half an hour of play.
soak:
	@.ci/venv requirements.txt tests/requirements.txt
	@.ci/needs
	FAULTS=long $(PYTEST) -s -o faulthandler_timeout=0 tests/faults \
		tests/server/test_lost_events.py tests/engine/test_random_play.py

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
